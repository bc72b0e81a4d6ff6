-- The problems that are held out, whose prompts the driver fetches.
select distinct mbpp_id
from held_out
where mbpp_id is not null;
