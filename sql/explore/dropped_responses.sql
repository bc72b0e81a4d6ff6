-- Why passing responses were dropped: how many of each fate, with a sample.
-- Topic: responses
with

sampled as (
    select
        fates.fate,
        fates.mbpp_id,
        fates.run_id,
        results.response,
        count(*) over (partition by fates.fate) as n_results
    from fates
    inner join results on fates.result_id = results.result_id
    where fates.fate not in ('not_passed', 'drawn')
    qualify row_number() over (partition by fates.fate order by md5(fates.result_id::varchar)) = 1
)

select fate, n_results, mbpp_id, run_id, response[:120] as response
from sampled
order by n_results desc, fate asc;
