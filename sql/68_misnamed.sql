-- misnamed: wrong answers that are right but for the name, where wrong answers were read.
-- Grain:  one row per drawn problem with such an answer.
-- Reads:  failure_codes, entry_points, right_programs.
-- Scope:  one problem
-- Columns:
--   mbpp_id: the problem
--   n_responses: failing responses whose program passed under the name that is asked for
-- They make a problem look harder than it is. Read are the wrong answers that pairs are chosen
-- from; [difficulty] forgive_names reads all, before levels are decided (problems.n_forgiven).

create or replace table misnamed as
select failure_codes.mbpp_id, sum(failure_codes.n_responses)::bigint as n_responses
from failure_codes
inner join entry_points on failure_codes.mbpp_id = entry_points.mbpp_id
semi join right_programs
    on failure_codes.mbpp_id = right_programs.mbpp_id
    and failure_codes.structure = right_programs.structure
where failure_codes.code <> ''
    and not list_contains(failure_codes.names, entry_points.entry_point)
group by failure_codes.mbpp_id;
