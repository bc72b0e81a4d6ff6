update mixes set least_pass_rate = 0, most_pass_rate = (select max(pass_rate) from drawn_examples) - 0.01;
