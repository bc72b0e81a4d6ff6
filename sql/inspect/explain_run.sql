-- A run, in short: of variable run_id. The columns behind run_id are printed, each under its name.
with

ranked as (
    select
        *,
        rank() over (order by pass_at_1 desc) as place,
        count(*) over () as n_runs
    from runs
),

of_problems as (
    select
        mbpp_id,
        bool_or(passed) filter (where run_id = getvariable('run_id')) as is_solved,
        coalesce(
            bool_or(passed) filter (where run_id <> getvariable('run_id')), false
        ) as is_solved_elsewhere
    from results
    group by mbpp_id
    having bool_or(run_id = getvariable('run_id'))
),

solved as (
    select
        count(*) filter (where is_solved) as n_solved,
        count(*) filter (where not is_solved) as n_unsolved,
        count(*) filter (where not is_solved and not is_solved_elsewhere) as n_hopeless,
        list(mbpp_id order by id_order(mbpp_id))
            filter (where is_solved and not is_solved_elsewhere) as solved_alone,
        list(mbpp_id order by id_order(mbpp_id))
            filter (where not is_solved and is_solved_elsewhere) as solved_by_others
    from of_problems
),

given as (
    select
        example_id,
        mbpp_id,
        bool_or(run_id = getvariable('run_id')) as is_given,
        bool_and(run_id = getvariable('run_id')) as is_given_alone
    from fates
    where example_id in (select draws.example_id from draws)
    group by example_id, mbpp_id
),

drawn as (
    select
        count(*) as n_drawn,
        count(*) filter (where is_given) as n_given,
        count(*) filter (where is_given_alone) as n_given_alone,
        list(distinct mbpp_id order by id_order(mbpp_id))
            filter (where is_given_alone) as given_alone
    from given
)

select
    ranked.run_id,
    format(
        '{} to {} problems, {} passed', ranked.n_results, ranked.n_problems, ranked.n_passed
    ) as responses,
    format('{}, place {} of {} runs', ranked.pass_at_1, ranked.place, ranked.n_runs) as pass_at_1,
    format('{} of {} problems', solved.n_solved, ranked.n_problems) as solved,
    counted_ids(coalesce(len(solved.solved_alone), 0), solved.solved_alone) as solved_by_it_alone,
    format('{}; nobody solved {} of them', solved.n_unsolved, solved.n_hopeless) as not_solved,
    counted_ids(
        coalesce(len(solved.solved_by_others), 0), solved.solved_by_others
    ) as solved_by_others,
    format('{} of {} programs', drawn.n_given, drawn.n_drawn) as gave_of_what_is_drawn,
    counted_ids(
        format(
            '{} programs of {} problems',
            drawn.n_given_alone, coalesce(len(drawn.given_alone), 0)
        ),
        drawn.given_alone
    ) as given_by_it_alone
from ranked
cross join solved
cross join drawn
where ranked.run_id = getvariable('run_id');
