-- readings: the program in each text, as it is where nobody knows what the tests call.
-- Grain:  one row per problem and distinct text that passed.
-- Reads:  texts, results, prompts.
-- Scope:  one problem
-- Published: no
-- Python: reads every row of the last statement, a batch at a time.
-- Columns:
--   text_id: the text
--   code: its program; empty where there is none
--   names: names that it gives a function or a class at module level
--   classes: those of them that are classes
--   roots: those of them that it is cut to
--   tops: those of the roots that no other of them reads
--   reads_input: whether it reads standard input when it is run
--   is_settled: whether it is cut to one name, so that nothing else can be asked for
--   reason: why there is no program, or why it does not stand alone

create or replace table readings (
    text_id bigint primary key,
    code varchar not null,
    names varchar[] not null,
    classes varchar[] not null,
    roots varchar[] not null,
    tops varchar[] not null,
    reads_input boolean not null,
    is_settled boolean not null,
    reason varchar
);

select texts.text_id, results.response, coalesce(prompts.prompt, '') as prompt
from texts
inner join results on texts.result_id = results.result_id
left join prompts on texts.mbpp_id = prompts.mbpp_id and prompts.is_chosen
where texts.text_id > (select coalesce(max(readings.text_id), 0) from readings)
    and texts.text_id <= (select coalesce(max(readings.text_id), 0) + 20000 from readings)
order by texts.text_id;
