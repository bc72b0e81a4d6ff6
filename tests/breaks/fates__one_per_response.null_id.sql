update fates set result_id = null where result_id = 5;
