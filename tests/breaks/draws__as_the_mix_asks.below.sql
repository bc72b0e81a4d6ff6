update mixes set least_pass_rate = (select min(pass_rate) from drawn_examples) + 0.01, most_pass_rate = 1;
