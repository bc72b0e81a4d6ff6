-- Nothing drawn is of a problem that is held out, by id or in any of its rows by split.
select draws.mix, draws.mbpp_id, draws.example_id
from draws
where draws.mbpp_id in (select held_out.mbpp_id from held_out)

union all

select draws.mix, draws.mbpp_id, draws.example_id
from draws
inner join benchmark_problems on draws.mbpp_id = benchmark_problems.mbpp_id
inner join holdout_rules on benchmark_problems.benchmark = holdout_rules.benchmark

union all

select draws.mix, draws.mbpp_id, draws.example_id
from draws
inner join results on draws.mbpp_id = results.mbpp_id
inner join holdout_rules on normal_label(results.split) = holdout_rules.split;
