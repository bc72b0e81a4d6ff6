-- Tokens of the rows of each dataset: one row per dataset and column of its histogram, with its
-- place in percent of the picture. All datasets have the same columns: four to each doubling, so
-- that a row of 513 tokens stands right of the mark of 512; they reach from the shortest to the
-- longest of all. A column that begins at a power of two has a mark.
with

edges as (
    select 0 as from_tokens, false as is_mark

    union all

    select parts.part * doublings.doubling as from_tokens, parts.part = 16 as is_mark
    from (select unnest([16, 19, 23, 27]) as part) as parts
    cross join (select 1 << unnest(range(0, 14)) as doubling) as doublings
),

numbered as (
    select
        from_tokens,
        is_mark,
        lead(from_tokens) over (order by from_tokens) as to_tokens,
        row_number() over (order by from_tokens) as place
    from edges
),

counts as (
    select
        dataset_name(draws.mix, draws.side) as dataset,
        mixes.position,
        draws.side,
        numbered.place,
        count(*) as n_rows
    from draws
    inner join drawn_examples on draws.example_id = drawn_examples.example_id
    inner join mixes on draws.mix = mixes.mix
    inner join numbered
        on
            drawn_examples.n_tokens > numbered.from_tokens
            and drawn_examples.n_tokens <= coalesce(numbered.to_tokens, drawn_examples.n_tokens)
    group by all
),

datasets as (
    select
        dataset,
        position,
        side,
        max(n_rows) as n_fullest
    from counts
    group by dataset, position, side
),

spans as (
    select min(place) as first_place, max(place) - min(place) + 1 as n_columns
    from counts
)

select
    datasets.dataset,
    coalesce(counts.n_rows, 0) as n_rows,
    numbered.from_tokens,
    numbered.to_tokens,
    numbered.is_mark,
    (100 * (numbered.place - spans.first_place) / spans.n_columns)::decimal(6, 2) as x,
    (100 / spans.n_columns)::decimal(6, 2) as width,
    (100 - 100 * coalesce(counts.n_rows, 0) / datasets.n_fullest)::decimal(6, 2) as y,
    (100 * coalesce(counts.n_rows, 0) / datasets.n_fullest)::decimal(6, 2) as height
from datasets
cross join spans
inner join numbered
    on
        spans.first_place <= numbered.place
        and spans.first_place + spans.n_columns > numbered.place
left join counts on datasets.dataset = counts.dataset and numbered.place = counts.place
order by datasets.position, datasets.side, numbered.place;
