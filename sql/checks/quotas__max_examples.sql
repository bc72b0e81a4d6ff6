-- No mix is larger than its max_examples, and its validation side in proportion.
select quotas.mix, mixes.max_examples, sum(quotas.n_drawn) as n_drawn
from quotas
inner join mixes on quotas.mix = mixes.mix
cross join settings
group by quotas.mix, quotas.side, mixes.max_examples, settings.validation
having sum(quotas.n_drawn) > case quotas.side
    when 'train' then mixes.max_examples
    else validation_examples(mixes.max_examples, settings.validation)
end;
