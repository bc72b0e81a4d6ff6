-- The estimated tokens of texts, in their order: of the variable texts.
select estimated_tokens(listed.text) as n_tokens
from (
    select
        unnest(getvariable('texts')) as text,
        generate_subscripts(getvariable('texts'), 1) as position
) as listed
order by listed.position;
