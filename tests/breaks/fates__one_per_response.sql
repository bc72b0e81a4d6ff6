update fates set fate = null where result_id = 5;
