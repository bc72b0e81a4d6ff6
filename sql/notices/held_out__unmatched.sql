-- Rules of the holdout that no row meets: a typing error would hold nothing out.
with

rules as (
    select distinct position, rule, benchmark, split
    from holdout_rules
),

met as (
    select distinct holdout_rules.rule
    from holdout_rules
    inner join benchmark_problems on holdout_rules.benchmark = benchmark_problems.benchmark
    inner join results on benchmark_problems.mbpp_id = results.mbpp_id

    union

    select distinct holdout_rules.rule
    from holdout_rules
    inner join results on normal_label(results.split) = holdout_rules.split
),

-- The defaults are there whether the runs have such a split or not.
named as (
    select rules.position, rules.rule, rules.benchmark
    from rules
    where rules.benchmark is not null or (
        rules.split not in ('test', 'validation')
    )
)

select
    'warning' as level,
    format(
        '[holdout] {} holds nothing out: no row of the runs is of it; their ids are such as {}',
        string_agg(named.rule, ', ' order by named.position),
        (select min_by(results.mbpp_id, id_order(results.mbpp_id)) from results)
    ) as message
from named
anti join met on named.rule = met.rule
having count(*) > 0;
