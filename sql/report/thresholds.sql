-- Where difficulty changes, in percent of the pass rate: one row per threshold.
select 'medium from' as name, (100 * medium_at_least)::decimal(6, 2) as at_pct
from settings

union all

select 'easy from' as name, (100 * easy_at_least)::decimal(6, 2) as at_pct
from settings;
