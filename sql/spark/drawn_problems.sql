-- The problems whose wrong answers a task looks for.
select distinct mbpp_id
from draws;
