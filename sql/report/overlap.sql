-- What the mixes share: one row per two mixes, with how many examples of the first are in the
-- second, too (both sides together, each example once); the first 12 mixes.
with

members as (
    select distinct draws.mix, mixes.position, draws.example_id
    from draws
    inner join mixes on draws.mix = mixes.mix
    where mixes.position <= (select min(shown.position) + 11 from mixes as shown)
),

sizes as (
    select mix, position, count(*) as n_examples
    from members
    group by mix, position
),

shared as (
    select members.mix, others.mix as other, count(*) as n_shared
    from members
    inner join members as others on members.example_id = others.example_id
    group by members.mix, others.mix
)

select
    sizes.mix,
    others.mix as other,
    sizes.position::integer as place,
    coalesce(shared.n_shared, 0) as n_shared,
    (100 * coalesce(shared.n_shared, 0) / sizes.n_examples)::decimal(9, 4) as pct
from sizes
cross join sizes as others
left join shared on sizes.mix = shared.mix and others.mix = shared.other
order by sizes.position, others.position;
