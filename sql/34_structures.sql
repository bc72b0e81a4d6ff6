-- structures: which shapes are one program.
-- Grain:  one row per shape.
-- Reads:  shapes, codes, settings.
-- Scope:  one problem
-- Published: no
-- Python: reads the tree of a program of every row of the last statement, a batch at a time.
-- Columns:
--   shape: the shape
--   structure: equal for programs that are one but for names, comments, docstrings, annotations,
--     unused imports, brackets and quotes, and under dedup = "loose" for temporaries that are used
--     once and `else` behind `return`; NULL for what has no tree
-- The programs of a shape are one program, so any of them serves.

create or replace table structures (
    shape varchar primary key,
    structure varchar
);

select
    shapes.shape,
    min_by(codes.code, shapes.text_id) as code,
    min(settings.dedup) = 'loose' as is_loose
from shapes
anti join structures on shapes.shape = structures.shape
inner join codes on shapes.text_id = codes.text_id
cross join settings
group by shapes.shape
order by min(shapes.text_id)
limit 20000;
