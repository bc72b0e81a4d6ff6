-- The CSV of a side of a mix, read back, holds what was drawn: the same rows, as often.
with

from_csv as (
    select
        parse_filename(filename) as file,
        mbpp_id,
        instruction,
        response,
        difficulty
    from read_csv(
        getvariable('csv_files'),
        header = true, delim = ',', quote = '"', escape = '"', strict_mode = true,
        all_varchar = true, skip = 0, comment = '', parallel = false, allow_quoted_nulls = false,
        max_line_size = least(64000000, getvariable('largest_file')), filename = true
    )
),

drawn as (
    select
        files.file,
        drawn_examples.mbpp_id,
        drawn_examples.instruction,
        drawn_examples.response,
        drawn_examples.difficulty
    from draws
    inner join drawn_examples on draws.example_id = drawn_examples.example_id
    inner join files on draws.mix = files.mix and draws.side = files.side
    where files.format = 'csv'
),

compared as (
    select from_csv.*, 1 as n_in_file, 0 as n_drawn
    from from_csv

    union all

    select drawn.*, 0 as n_in_file, 1 as n_drawn
    from drawn
)

select file, mbpp_id, sum(n_in_file) as n_in_file, sum(n_drawn) as n_drawn
from compared
group by file, mbpp_id, instruction, response, difficulty
having sum(n_in_file) <> sum(n_drawn);
