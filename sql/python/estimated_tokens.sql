-- The estimated tokens of the texts in $texts, in their order.
select estimated_tokens(listed.text) as n_tokens
from (select unnest($texts) as text, generate_subscripts($texts, 1) as position) as listed
order by listed.position;
