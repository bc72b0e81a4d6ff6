update files set n_rows = n_rows + 1 where format = 'alpaca';
