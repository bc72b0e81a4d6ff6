-- words: names of what is written, and numbers with their nouns.
-- (The linter knows neither the indentation of macros nor lambdas of two parameters.)
-- noqa: disable=LT01,LT02,PRS,RF03

-- A side of a mix, as its files are called after `dataset_`.
create or replace macro dataset_name(mix, side) as
    mix || case side when 'train' then '' else '.' || side end;

-- The side of a mix in a message; nothing for the training side.
create or replace macro of_side(side) as
    case side when 'train' then '' else format(', {} side', side) end;


-- `1 problem`, `2 problems`: a number with its noun.
create or replace macro counted(n, noun) as
    format('{} {}', n, noun || case when n = 1 then '' else 's' end);
