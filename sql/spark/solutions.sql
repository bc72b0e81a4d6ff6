-- What a task returns of its solutions: keys and hashes, no text.
select solutions.* replace (
    null::varchar[] as defined_names,
    null::varchar as code
)
from solutions;
