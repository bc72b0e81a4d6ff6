update results set result_id = null where result_id = 20;
