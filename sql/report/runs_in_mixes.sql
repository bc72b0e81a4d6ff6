-- Which runs feed each side of a mix: one row per side and run, with its part of the side; the
-- eight largest runs of a side, the others together as NULL.
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
        *,
        row_number() over (partition by dataset order by n_examples desc, run_id asc) as place
    from counts
),

shown as (
    select
        dataset,
        position,
        side,
        case when place <= 8 then run_id end as run_id,
        least(place, 9) as place,
        sum(n_examples)::bigint as n_examples
    from ranked
    group by dataset, position, side, case when place <= 8 then run_id end, least(place, 9)
)

select
    dataset,
    run_id,
    place,
    n_examples,
    (100 * n_examples / sum(n_examples) over (partition by dataset))::decimal(6, 2) as width
from shown
order by position, side, place;
