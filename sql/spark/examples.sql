-- What a task returns of its examples: keys and hashes, no text.
select examples.* replace (
    case
        when settings.dedup = 'none' then md5(examples.fingerprint)
        else examples.fingerprint
    end as fingerprint
)
from examples
cross join settings;
