-- A CSV whose last row is whole but for its newline may have lost the rows behind it.
select
    'note' as level,
    format(
        '{}: no newline at its end; its last row is whole and was read ([input] strict refuses it)',
        inputs.file
    ) as message
from audits
inner join inputs on audits.file_id = inputs.file_id
where audits.is_unfinished
order by inputs.file_id;
