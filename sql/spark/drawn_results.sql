-- The responses that drawn examples are kept from, whose text the driver fetches.
select distinct examples.result_id
from examples
semi join draws on examples.example_id = draws.example_id;
