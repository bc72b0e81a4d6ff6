-- MBPP ends at 974: other ids under its holdout suggest that the runs are of something else.
select
    'warning' as level,
    format(
        '{} with ids that MBPP does not have (1 to 974), such as {}: if these are runs of '
        || 'another benchmark, hold out its test problems, under [benchmarks] and [holdout]',
        counted(count(*), 'problem'), arg_min(mbpp_id, id_order(mbpp_id))
    ) as message
from problems
where coalesce(try_cast(mbpp_id as hugeint), 975) not between 1 and 974
    and exists (select 1 from holdout_rules where holdout_rules.benchmark = 'mbpp')
having count(*) > 0;
