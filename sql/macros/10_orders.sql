-- orders: the order of words that have one: levels and fates.
-- (The linter knows neither the indentation of macros nor lambdas of two parameters.)
-- noqa: disable=LT01,LT02,PRS,RF03

-- easy, medium, hard, then none.
create or replace macro level_order(difficulty) as
    list_position(['easy', 'medium', 'hard', 'none'], difficulty);

-- Every fate, in the order in which the first that holds is taken: so they sort.
create or replace type fate as enum (
    'not_passed', 'conflicting', 'empty', 'no_program', 'held_out', 'contaminated', 'excluded',
    'unlabelled', 'duplicate', 'rare', 'over_cap', 'invalid_python', 'fails_tests', 'not_drawn',
    'drawn'
);

-- The words of that order, as a list.
create or replace macro all_fates() as enum_range(null::fate);

-- The place of a fate in that order, from 1.
create or replace macro fate_order(fate) as
    list_position(all_fates(), fate);
