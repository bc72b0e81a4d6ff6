-- Files too small to train on: none of the drawn examples has what the format shows, or OpenAI,
-- which takes no fewer than 10 examples, would refuse it.
select
    'warning' as level,
    case
        when files.n_rows = 0
            then format('{} is empty: no drawn example has what it shows', files.file)
        else format(
            '{} holds {} examples, and OpenAI refuses a training file of fewer than 10',
            files.file, files.n_rows
        )
    end as message
from files
inner join files as csv_files
    on files.mix = csv_files.mix and files.side = csv_files.side and csv_files.format = 'csv'
where csv_files.n_rows > 0
    and (files.n_rows = 0 or (files.format = 'openai' and files.n_rows < 10))
order by files.file;
