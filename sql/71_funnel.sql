-- funnel: where the responses went: the fates, counted, in their order.
-- Grain:  one row per fate and difficulty.
-- Reads:  fates, problems.
-- Scope:  all
-- Columns:
--   step: the place of the fate in the order in which the first that holds is taken
--   fate: the fate
--   difficulty: the problem's level; none where no label decides
--   n_results: responses
--   n_problems: problems with such a response

create or replace table funnel as
select
    fate_order(fates.fate)::integer as step,
    fates.fate,
    coalesce(problems.difficulty, 'none') as difficulty,
    count(*) as n_results,
    count(distinct fates.mbpp_id) as n_problems
from fates
inner join problems on fates.mbpp_id = problems.mbpp_id
group by fates.fate, coalesce(problems.difficulty, 'none')
order by step, level_order(coalesce(problems.difficulty, 'none'));
