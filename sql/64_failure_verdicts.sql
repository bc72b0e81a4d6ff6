-- failure_verdicts: what Python's own parser says of a wrong answer.
-- Grain:  one row per wrong program.
-- Reads:  failures, entry_points.
-- Scope:  one problem
-- Python: parses every row of the last statement.
-- Columns:
--   failure_id: the wrong program
--   is_valid: whether it may stand beside a right one
--   reason: why not
-- One of its blocks must parse as it stood: else what was cleaned away may be what failed.

create or replace table failure_verdicts (
    failure_id varchar primary key,
    is_valid boolean not null,
    reason varchar
);

select failures.failure_id, failures.code, entry_points.entry_point, failures.blocks
from failures
inner join entry_points on failures.mbpp_id = entry_points.mbpp_id
where failures.failure_id not in (select failure_verdicts.failure_id from failure_verdicts)
order by failures.failure_id;
