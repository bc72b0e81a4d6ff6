-- The verdicts on wrong answers, from those that have arrived.
insert into verdicts
select * from arrived;

drop table arrived;
