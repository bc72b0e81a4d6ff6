-- What a mix with pass_rate leaves out: a note per mix.
with

counted as (
    select
        mixes.position,
        mixes.mix,
        mixes.least_pass_rate,
        mixes.most_pass_rate,
        count(distinct candidates.mbpp_id) as n_problems,
        count(distinct candidates.mbpp_id) filter (
            where candidates.pass_rate < mixes.least_pass_rate
        ) as n_below,
        count(distinct candidates.mbpp_id) filter (
            where candidates.pass_rate > mixes.most_pass_rate
        ) as n_above
    from mixes
    inner join candidates
        on mixes.least_pass_rate is not null
        and mixes.max_tokens is not distinct from candidates.max_tokens
    group by mixes.position, mixes.mix, mixes.least_pass_rate, mixes.most_pass_rate
)

select
    'note' as level,
    format(
        'mix {}: of {} {} are left out for a pass rate below {} and {} for one above {}',
        mix, counted(n_problems, 'problem'), n_below, least_pass_rate::double, n_above,
        most_pass_rate::double
    ) as message
from counted
where n_below + n_above > 0
order by position;
