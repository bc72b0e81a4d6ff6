-- suspected_pairs: problems that may ask for the same in other words, as words and tests let them.
-- Grain:  one row per problem in question and problem that it may be like; none where no test is
--         run, or [holdout] near_copy_at_least is false.
-- Reads:  prompts, held_out, prompt_copies, excluded, entry_points, test_sets, commonest_programs,
--         settings.
-- Scope:  all
-- Columns:
--   mbpp_id: the problem in question
--   other_id: a held-out one; or, where validation is asked for, another one in question, which has
--     the greater id
--   is_held_out: whether it is held out
--   shared_words: telling words that both have
--   name: what the tests of the problem in question call
--   test_set: these tests
--   other_name: what the other's tests call
--   other_test_set: these tests
-- Programs are run for these pairs alone. They share a telling word, of their prompts or of the
-- names that their tests call, and their tests give and expect the same kinds of values. Where the
-- tests of one are weak (they expect one value, True or False, or one of two texts), or where the
-- other has no program here, a program passes by chance: there they share three telling words, or
-- more than half of those of one. Weak tests of a problem without a program tell nothing.
-- A problem has no more than 25 such pairs on either side of the holdout, those of the most shared
-- words: the work grows with the problems, not with their pairs. Of several sets of tests the first
-- one judges that calls what the problem's own programs are called.

create or replace table suspected_pairs as
with

held_out_ids as (
    select distinct mbpp_id
    from held_out
    where mbpp_id is not null
),

in_question as (
    select distinct mbpp_id
    from prompts
    where mbpp_id not in (select held_out_ids.mbpp_id from held_out_ids)
        and mbpp_id not in (select prompt_copies.mbpp_id from prompt_copies)
        and mbpp_id not in (select problem_id(excluded.mbpp_id) from excluded)
),

-- The problems that can be judged, with the tests that judge them.
judged as (
    select
        test_sets.mbpp_id,
        held_out_ids.mbpp_id is not null as is_held_out,
        test_sets.test_set,
        if(
            list_contains(test_sets.called, entry_points.entry_point),
            entry_points.entry_point,
            test_sets.called[1]
        ) as name,
        test_sets.takes,
        test_sets.gives,
        coalesce(
            test_sets.gives = 'truth' or test_sets.n_values = 1
            or (test_sets.gives = 'text' and test_sets.n_values = 2),
            false
        ) as is_weak,
        commonest_programs.mbpp_id is not null as has_program
    from test_sets
    cross join settings
    left join commonest_programs
        on test_sets.mbpp_id = commonest_programs.mbpp_id and commonest_programs.place = 1
    left join entry_points on test_sets.mbpp_id = entry_points.mbpp_id
    left join held_out_ids on test_sets.mbpp_id = held_out_ids.mbpp_id
    left join in_question on test_sets.mbpp_id = in_question.mbpp_id
    where settings.tests_run and settings.near_copy_at_least is not null
        and test_sets.reason is null
        and (held_out_ids.mbpp_id is not null or in_question.mbpp_id is not null)
        and (
            test_sets.called = [] or entry_points.entry_point is null
            or list_contains(test_sets.called, entry_points.entry_point)
        )
    qualify row_number() over (
        partition by test_sets.mbpp_id order by test_sets.position, test_sets.test_set
    ) = 1
),

-- None where no test is run: words are dear.
known_prompts as (
    select prompts.mbpp_id, prompts.normal_prompt
    from prompts
    cross join settings
    where settings.tests_run

    union

    select held_out.mbpp_id, held_out.normal_prompt
    from held_out
    cross join settings
    where settings.tests_run and held_out.mbpp_id is not null and held_out.normal_prompt <> ''
),

common_words as (
    select common_words(list(distinct normal_prompt)) as common
    from known_prompts
),

words as (
    select
        known_prompts.mbpp_id,
        unnest(telling_words(known_prompts.normal_prompt, common_words.common)) as word
    from known_prompts
    cross join common_words

    union

    select mbpp_id, unnest(words_of_name(name)) as word
    from judged
),

judged_words as (
    select judged.*, words.word, count(*) over (partition by judged.mbpp_id) as n_words
    from judged
    inner join words on judged.mbpp_id = words.mbpp_id
),

sharing as (
    select
        ours.mbpp_id,
        theirs.mbpp_id as other_id,
        theirs.is_held_out,
        list(ours.word order by ours.word) as shared_words,
        ours.name,
        ours.test_set,
        theirs.name as other_name,
        theirs.test_set as other_test_set
    from judged_words as ours
    inner join judged_words as theirs on ours.word = theirs.word
    cross join settings
    where not ours.is_held_out and ours.has_program
        and (
            theirs.is_held_out
            or (
                settings.validation > 0 and theirs.has_program
                and id_order(ours.mbpp_id) < id_order(theirs.mbpp_id)
            )
        )
        and coalesce(same_kinds(ours.takes, theirs.takes), true)
        and coalesce(ours.gives = theirs.gives, true)
        and (ours.name is null) = (theirs.name is null)
        and (theirs.has_program or not (ours.is_weak or theirs.is_weak))
    group by
        ours.mbpp_id,
        ours.name,
        ours.test_set,
        ours.is_weak,
        ours.n_words,
        theirs.mbpp_id,
        theirs.is_held_out,
        theirs.name,
        theirs.test_set,
        theirs.is_weak,
        theirs.has_program,
        theirs.n_words
    having count(*) >= 3 or 2 * count(*) > least(ours.n_words, theirs.n_words)
        or not (ours.is_weak or theirs.is_weak or not theirs.has_program)
)

select *
from sharing
qualify row_number() over (
    partition by mbpp_id, is_held_out
    order by len(shared_words) desc, id_order(other_id) asc
) <= 25;
