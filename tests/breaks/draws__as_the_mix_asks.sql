update mixes set max_tokens = (select max(n_tokens) - 1 from drawn_examples);
