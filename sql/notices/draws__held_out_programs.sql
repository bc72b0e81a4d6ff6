-- Drawn programs that are also a held-out problem's, where the name or a telling word agrees: the
-- same task under another prompt, which no check of prompts can see. A telling word has four
-- letters and is not among those that a fifth of the held-out prompts share.
with

held_out_codes as (
    select distinct solutions.mbpp_id, solutions.code
    from solutions
    inner join problems on solutions.mbpp_id = problems.mbpp_id
    cross join settings
    where problems.problem_fate = 'held_out' and solutions.solution_fate is null
        and settings.dedup in ('structure', 'loose') and settings.answer_take = 'program'
        and length(solutions.code) > 60
),

held_out_programs as (
    select distinct mbpp_id, shape(code) as shape
    from held_out_codes
),

common_words as (
    select common_words(list(distinct normal_prompt)) as common
    from held_out
    where normal_prompt <> ''
),

words as (
    select
        prompts.mbpp_id,
        telling_words(prompts.normal_prompt, common_words.common) as telling
    from prompts
    cross join common_words
    where prompts.is_chosen
),

drawn as (
    select distinct examples.mbpp_id, shape(solutions.code) as shape
    from examples
    semi join draws on examples.example_id = draws.example_id
    inner join solutions on examples.result_id = solutions.result_id
),

found as (
    select distinct drawn.mbpp_id, held_out_programs.mbpp_id as held_out_id
    from drawn
    inner join held_out_programs on drawn.shape = held_out_programs.shape
    inner join words as ours on drawn.mbpp_id = ours.mbpp_id
    inner join words as theirs on held_out_programs.mbpp_id = theirs.mbpp_id
    left join entry_points as our_name on drawn.mbpp_id = our_name.mbpp_id
    left join entry_points as their_name on held_out_programs.mbpp_id = their_name.mbpp_id
    where list_has_any(ours.telling, theirs.telling)
        or our_name.entry_point = their_name.entry_point
)

select
    'warning' as level,
    format(
        '{} may be held-out ones in other words, as a drawn program is also theirs ({}): see '
        || '`query --kept held_out_programs`, and leave out with [exclude] ids what is',
        counted(count(distinct mbpp_id), 'problem'),
        string_agg(format('{} like {}', mbpp_id, held_out_id), ', ' order by place)
            filter (where place <= 5)
    ) as message
from (
    select
        mbpp_id,
        held_out_id,
        row_number() over (order by id_order(mbpp_id), held_out_id) as place
    from found
)
having count(*) > 0;
