-- examples: the distinct programs of a problem, in the order in which they may be drawn.
-- Grain:  one row per problem and fingerprint.
-- Reads:  solutions, problems, settings.
-- Scope:  one problem
-- Columns:
--   example_id: md5 of problem and fingerprint
--   mbpp_id: the problem
--   fingerprint: what its solutions have in common
--   result_id: the response that it is kept from
--   n_chars: characters of its code
--   cluster_size: how many responses were this program
--   is_rare: found fewer than min_agreement times
--   rank: its place among the programs of its problem; NULL for a rare one
--   reason: why it does not stand alone; NULL for one that does
-- Kept is the cluster's most frequent code, then fewest characters, run_id, code, row.
-- rank is by md5 of seed, problem and fingerprint, so that adding runs never changes the order of
-- the programs that were there.

create or replace table examples as
with

alike as (
    select
        solutions.mbpp_id,
        solutions.fingerprint,
        solutions.code,
        min(solutions.reason) as reason,
        count(*) as n_responses,
        min((solutions.run_id, solutions.result_id)) as first_row
    from solutions
    inner join problems on solutions.mbpp_id = problems.mbpp_id
    where solutions.solution_fate is null and problems.problem_fate is null
    group by solutions.mbpp_id, solutions.fingerprint, solutions.code
),

kept as (
    select
        mbpp_id,
        fingerprint,
        first_row[2] as result_id,
        length(code) as n_chars,
        reason,
        sum(n_responses) over (partition by mbpp_id, fingerprint) as cluster_size
    from alike
    qualify row_number() over (
        partition by mbpp_id, fingerprint
        order by n_responses desc, length(code) asc, first_row[1] asc, code asc
    ) = 1
)

select
    key_of([kept.mbpp_id, kept.fingerprint]) as example_id,
    kept.mbpp_id,
    kept.fingerprint,
    kept.result_id,
    kept.n_chars,
    kept.cluster_size::bigint as cluster_size,
    kept.cluster_size < settings.min_agreement as is_rare,
    case
        when kept.cluster_size >= settings.min_agreement
            then row_number() over (
                partition by kept.mbpp_id, kept.cluster_size >= settings.min_agreement
                order by
                    key_of([settings.seed::varchar, kept.mbpp_id, kept.fingerprint]),
                    kept.fingerprint
            )
    end as rank,
    kept.reason
from kept
cross join settings;
