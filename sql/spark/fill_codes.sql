-- The code of what was drawn, from the responses that have arrived.
update solutions
set code = code_of(arrived.response)
from arrived
where solutions.result_id = arrived.result_id;

drop table arrived;
