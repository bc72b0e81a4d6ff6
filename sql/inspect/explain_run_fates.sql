-- What became of the responses of a run: of variable run_id.
select
    fates.fate,
    count(*) as responses,
    count(*) filter (where problems.difficulty = 'easy') as easy,
    count(*) filter (where problems.difficulty = 'medium') as medium,
    count(*) filter (where problems.difficulty = 'hard') as hard,
    min_by(fates.mbpp_id, id_order(fates.mbpp_id)) as such_as_problem
from fates
inner join problems on fates.mbpp_id = problems.mbpp_id
where fates.run_id = getvariable('run_id')
group by fates.fate
order by fate_order(fates.fate);
