-- drawn_codes: the code of what was drawn.
-- Grain:  one row per example in at least one mix.
-- Reads:  draws, examples, solutions.
-- Scope:  one problem
-- Columns:
--   example_id: the example
--   run_id: the run that it was kept from
--   code: its code
-- Every step before it moves keys. On a cluster this is the text that comes to one machine.

create or replace table drawn_codes as
select examples.example_id, solutions.run_id, solutions.code
from examples
semi join draws on examples.example_id = draws.example_id
inner join solutions on examples.result_id = solutions.result_id;
