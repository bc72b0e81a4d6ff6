-- codes: the program of each text, cut to what the problem's tests need.
-- Grain:  one row per problem and distinct text that passed.
-- Reads:  texts, results, prompts, readings, entry_points.
-- Scope:  one problem
-- Published: no
-- Python: cuts every row of the last statement, a batch at a time.
-- Columns:
--   text_id: the text
--   code: its program; empty where there is none
--   reason: why there is no program, or why it does not stand alone
-- A reading is settled where it is cut to one name and that is the one that is asked for.

create or replace table codes (
    text_id bigint primary key,
    code varchar not null,
    reason varchar
);

insert into codes
select readings.text_id, readings.code, readings.reason
from readings
inner join texts on readings.text_id = texts.text_id
left join entry_points on texts.mbpp_id = entry_points.mbpp_id
where entry_points.mbpp_id is null
    or entry_points.kind = 'text'
    or readings.code = ''
    or (
        readings.is_settled and entry_points.kind <> 'program'
        and (entry_points.names = [] or readings.roots = entry_points.names)
    );

with

next_texts as (
    select texts.text_id, texts.mbpp_id, texts.result_id
    from texts
    anti join codes on texts.text_id = codes.text_id
    order by texts.text_id
    limit 20000
)

select
    next_texts.text_id,
    results.response,
    coalesce(prompts.prompt, '') as prompt,
    entry_points.kind,
    entry_points.names
from next_texts
inner join results on next_texts.result_id = results.result_id
left join prompts on next_texts.mbpp_id = prompts.mbpp_id and prompts.is_chosen
inner join entry_points on next_texts.mbpp_id = entry_points.mbpp_id
order by next_texts.text_id;
