insert into same_behaviours by name
select min(mbpp_id) as mbpp_id, max(mbpp_id) as other_id, false as is_held_out
from draws;
update draws set side = 'validation' where mbpp_id = (select max(mbpp_id) from draws);
