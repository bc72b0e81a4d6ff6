delete from fates where result_id = 0;
