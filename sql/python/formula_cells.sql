-- Cells that a spreadsheet would run as formulas: they stay exact, and the manifest counts them.
-- Returns one row per dataset CSV: its name, and how many text cells begin with = + - @, a tab
-- or a carriage return.
with

cells as (
    select
        draws.mix,
        draws.side,
        unnest([
            drawn_examples.mbpp_id, drawn_examples.prompt, drawn_examples.response,
            drawn_examples.run_id, drawn_examples.instruction, drawn_examples.source_split
        ]) as cell
    from draws
    inner join drawn_examples on draws.example_id = drawn_examples.example_id
)

select
    files.file,
    count(*) filter (where regexp_matches(cells.cell, '^[=+@\t\r-]')) as n_formula_cells
from files
left join cells on files.mix = cells.mix and files.side = cells.side
where files.format = 'csv'
group by files.file;
