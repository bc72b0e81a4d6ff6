-- The JSON lines of a side of a mix, read back, hold what was drawn: the same rows, as often.
with

from_jsonl as (
    select
        parse_filename(filename) as file,
        mbpp_id,
        instruction,
        output,
        difficulty
    from read_json(
        getvariable('jsonl_files'),
        format = 'newline_delimited', filename = true,
        maximum_object_size = least(64000000, getvariable('largest_file')),
        columns = {
            instruction: 'varchar', input: 'varchar', output: 'varchar', difficulty: 'varchar',
            mbpp_id: 'varchar'
        }
    )
),

drawn as (
    select
        files.file,
        drawn_examples.mbpp_id,
        drawn_examples.instruction,
        output_of(
            template.parts, drawn_examples.response, drawn_codes.reasoning, drawn_codes.answer,
            drawn_codes.response
        ) as output,
        drawn_examples.difficulty
    from draws
    inner join drawn_examples on draws.example_id = drawn_examples.example_id
    inner join drawn_codes on draws.example_id = drawn_codes.example_id
    inner join files on draws.mix = files.mix and draws.side = files.side
    cross join (
        select list({ 'text': text, 'name': name } order by position) as parts
        from output_parts
    ) as template
    where files.format = 'alpaca'
),

compared as (
    select from_jsonl.*, 1 as n_in_file, 0 as n_drawn
    from from_jsonl

    union all

    select drawn.*, 0 as n_in_file, 1 as n_drawn
    from drawn
)

select file, mbpp_id, sum(n_in_file) as n_in_file, sum(n_drawn) as n_drawn
from compared
group by file, mbpp_id, instruction, output, difficulty
having sum(n_in_file) <> sum(n_drawn);
