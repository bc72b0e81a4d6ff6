insert into fates select * from fates where result_id = 0;
