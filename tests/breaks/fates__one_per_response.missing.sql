update fates set result_id = 999999 where result_id = 0;
