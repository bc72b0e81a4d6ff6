-- What each side of a mix holds.
select dataset_name(mix, side) as mix, example_id, mbpp_id
from draws
where copy = 1;
