-- What the report says first: how much went in and came out. Returns one row.
select
    (select count(*) from results) as n_results,
    (select count(*) from inputs) as n_files,
    (select count(distinct results.run_id) from results) as n_runs,
    (select count(*) from problems) as n_problems,
    (select count(*) from problems where problems.n_passed > 0) as n_solved,
    (select count(*) from problems where problems.problem_fate = 'held_out') as n_held_out,
    (select count(*) from problems where problems.problem_fate = 'contaminated') as n_contaminated,
    (select count(*) from problems where problems.label is not null) as n_labelled,
    (select count(*) from sides where sides.side = 'validation') as n_validation,
    (select count(*) from drawn_examples) as n_drawn,
    (select count(distinct drawn_examples.mbpp_id) from drawn_examples) as n_drawn_problems,
    (select coalesce(sum(summary.total_examples), 0)::bigint from summary) as n_rows;
