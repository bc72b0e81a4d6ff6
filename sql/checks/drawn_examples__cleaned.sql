-- No fence, no carriage return, no trailing blank outside of strings, no comment at the end is left
-- in a program; answers that are not read as programs stay as they are.
with

programs as (
    select
        drawn_examples.example_id,
        drawn_examples.response,
        drawn_examples.kind,
        regexp_replace(drawn_examples.response, python_string(), '""', 'g') as without_strings
    from drawn_examples
    cross join settings
    where settings.answer_take = 'program'
)

select example_id, response
from programs
where contains(response, chr(13))
    or regexp_matches(without_strings, '(?m)^ {0,3}(?:```|~~~)')
    or regexp_matches(without_strings, '[ \t](\n|\z)')
    or starts_with(response, chr(10))
    or ends_with(response, chr(10))
    or (kind <> 'program' and regexp_matches(without_strings, '\n[ \t]*#[^\n]*\z'));
