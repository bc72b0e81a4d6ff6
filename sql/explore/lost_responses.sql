-- Why passing responses came to nothing: each reason, how often, and one to look at.
-- Topic: responses
select reason, n_results, n_passing, told, mbpp_id, run_id
from losses
order by n_results desc, reason asc;
