-- No fence, no carriage return, no trailing blank (but in a text of several lines), no comment at
-- the end is left in a solution.
select example_id, response
from drawn_examples
cross join settings
where settings.answer_take = 'program' and (
    contains(response, chr(13))
    or regexp_matches(
        regexp_replace(response, python_string(), '""', 'g'), '(?m)^ {0,3}(?:```|~~~)'
    )
    or (regexp_matches(response, '[ \t](\n|\z)') and not has_text_with_blanks(response))
    or starts_with(response, chr(10))
    or ends_with(response, chr(10))
    or regexp_matches(response, '\n[ \t]*#[^\n''"]*\z')
);
