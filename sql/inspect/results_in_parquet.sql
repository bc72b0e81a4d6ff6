-- The responses of a build on a cluster: Parquet beside the database, as the table it would be.
create or replace temp view results as
select *
from read_parquet(getvariable('results_files'));
