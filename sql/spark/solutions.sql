-- What a task returns of its solutions: keys and hashes, no text.
select
    solutions.result_id,
    solutions.mbpp_id,
    solutions.run_id,
    solutions.left_out_as,
    case
        when settings.dedup = 'none' then md5(solutions.fingerprint)
        else solutions.fingerprint
    end as fingerprint,
    null::varchar[] as defined_names,
    null::varchar as code
from solutions
cross join settings;
