-- Every response has exactly one fate.
-- As many fates as responses, none twice, and none beyond the first and last of them, which are
-- numbered without a gap (see the checks of results): to join the two took 0.2 GB more for ten
-- million.
select result_id, count(*) as n_fates, 'twice' as fault
from fates
group by result_id
having count(*) > 1

union all

select result_id, 0 as n_fates, 'none' as fault
from fates
where fate is null

union all

select max(result_id) as result_id, count(*) as n_fates, 'all in all' as fault
from fates
having count(*) <> (select count(*) from results)
    or count(*) <> count(result_id)
    or min(result_id) <> (select min(results.result_id) from results)
    or max(result_id) <> (select max(results.result_id) from results);
