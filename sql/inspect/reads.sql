-- What the statements of variable statements read, in their order; NULL for what is no one select.
with

numbered as (
    select
        unnest(getvariable('statements')) as statement,
        generate_subscripts(getvariable('statements'), 1) as place
)

select read_by(statement) as places
from numbered
order by place;
