-- Which runs feed each dataset: one row per run and dataset, with how many examples were kept from
-- the run, their share, and that in percent of the largest; the twelve runs that feed most, the
-- others together as NULL. No rows where all runs feed all datasets alike, as a single one does.
with

counts as (
    select
        dataset_name(draws.mix, draws.side) as dataset,
        mixes.position,
        draws.side,
        drawn_examples.run_id,
        count(*) as n_examples
    from draws
    inner join drawn_examples on draws.example_id = drawn_examples.example_id
    inner join mixes on draws.mix = mixes.mix
    group by draws.mix, draws.side, mixes.position, drawn_examples.run_id
),

ranked as (
    select
        run_id,
        least(row_number() over (order by sum(n_examples) desc, run_id asc), 13) as place
    from counts
    group by run_id
),

shown as (
    select
        case when ranked.place <= 12 then ranked.run_id end as run_id,
        ranked.place,
        counts.dataset,
        counts.position,
        counts.side,
        sum(counts.n_examples)::bigint as n_examples
    from counts
    inner join ranked on counts.run_id = ranked.run_id
    group by all
)

select
    run_id,
    place::integer as place,
    dataset,
    n_examples,
    (100 * n_examples / n_rows)::decimal(6, 2) as pct,
    (100 * (n_examples / n_rows) / max(n_examples / n_rows) over ())::decimal(6, 2) as heat
from (select *, sum(n_examples) over (partition by dataset) as n_rows from shown)
where (
    select count(distinct counts.run_id) > 1 and count(distinct counts.n_examples) > 1
    from counts
)
order by place, position, side;
