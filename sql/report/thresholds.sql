-- Where difficulty changes, as a pass rate in percent: one row per threshold.
select 'medium' as level, (100 * medium_at_least)::decimal(6, 2) as at_pct
from settings

union all

select 'easy' as level, (100 * easy_at_least)::decimal(6, 2) as at_pct
from settings;
