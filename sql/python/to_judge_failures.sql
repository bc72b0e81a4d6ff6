-- What Python's parser looks at among wrong answers. Returns one row per failure.
select failures.failure_id, failures.code, entry_points.entry_point, failures.blocks
from failures
inner join entry_points on failures.mbpp_id = entry_points.mbpp_id
order by failures.failure_id;
