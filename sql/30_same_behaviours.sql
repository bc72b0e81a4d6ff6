-- same_behaviours: problems that ask for the same in other words, told by what their programs do.
-- Grain:  one row per suspected pair that is alike.
-- Reads:  suspected_pairs, trials, commonest_programs.
-- Scope:  all
-- Columns:
--   mbpp_id: the problem in question
--   other_id: the held-out one that it is like; or another one in question
--   is_held_out: whether that is held out
--   n_programs: programs of the first that were run on the other's tests, until one passed
--   n_other_programs: programs of the other that were run on the first one's tests; NULL where
--     there is none
--   shared_words: telling words that both have
--   evidence: the same in words
-- Two problems are alike where a program of each passes all tests of the other, under the name that
-- these call. A held-out problem without a program here is judged by its tests alone; there, as
-- where tests are weak, suspected pairs share more words.

create or replace table same_behaviours as
with

tried as (
    select mbpp_id, tests_of, count(*) as n_programs
    from trials
    group by mbpp_id, tests_of
    having bool_or(has_passed)
)

select
    suspected_pairs.mbpp_id,
    suspected_pairs.other_id,
    suspected_pairs.is_held_out,
    one_way.n_programs,
    other_way.n_programs as n_other_programs,
    suspected_pairs.shared_words,
    format(
        'a program of {} passes the tests of {}{}; both say {}',
        suspected_pairs.mbpp_id,
        suspected_pairs.other_id,
        if(other_way.n_programs is null, '', ', and the other way round'),
        array_to_string(suspected_pairs.shared_words, ', ')
    ) as evidence
from suspected_pairs
inner join tried as one_way
    on suspected_pairs.mbpp_id = one_way.mbpp_id and suspected_pairs.other_id = one_way.tests_of
left join tried as other_way
    on suspected_pairs.other_id = other_way.mbpp_id and suspected_pairs.mbpp_id = other_way.tests_of
where other_way.n_programs is not null
    or suspected_pairs.other_id not in (select commonest_programs.mbpp_id from commonest_programs);
