-- identifiers: ids of problems, verdicts and labels, as one spelling each.
-- (The linter knows neither the indentation of macros nor lambdas of two parameters.)
-- noqa: disable=LT01,LT02,PRS,RF03

-- `11`, `011`, ` 11 `, `Mbpp/11`, `mbpp_11` and `11.0` are one problem; other ids stay text.
create or replace macro problem_id(written) as
    case
        when regexp_full_match(written, '[1-9][0-9]*') then written  -- the common case, cheaply
        when regexp_matches(written, '(?i)^\s*(?:mbpp[/_ -]?)?\d+(?:\.0+)?\s*$')
            then coalesce(nullif(ltrim(regexp_extract(written, '\d+'), '0'), ''), '0')
        else regexp_replace(written, '^\s+|\s+$', '', 'g')
    end;

-- Sorts ids: numbers before text, and as numbers however long they are.
create or replace macro id_order(id) as
    case
        when regexp_full_match(id, '\d+') then printf('0%06d', length(id)) || id
        else '1' || id
    end;

-- NULL for what is neither; the build refuses such a file. words: what [passed] says of others, in
-- lower case; NULL where it says nothing. at_least: from where on a number has passed, or NULL.
create or replace macro pass_label(written, words, at_least) as
    case
        when words is not null and map_contains(words, lower(trim(written)))
            then words[lower(trim(written))]
        when at_least is not null and try_cast(written as double) is not null
            then try_cast(written as double) >= at_least::double
        when written in ('True', 'true', '1') then true
        when written in ('False', 'false', '0') then false
        when regexp_full_match(
            written,
            '(?i)\s*(?:true|1|1\.0|yes|y|t|pass|passed|correct|accepted)\s*'
        ) then true
        when regexp_full_match(
            written,
            '(?i)\s*(?:false|0|0\.0|no|n|f|fail|failed|failure|incorrect|rejected|wrong'
            || '|wrong[ _]answer|timeout|timed[ _]out|time[ _]limit[ _]exceeded'
            || '|memory[ _]limit[ _]exceeded|exception|crash|crashed'
            || '|(?:runtime[ _]|compile[ _]|compilation[ _]|syntax[ _])?error)\s*'
        ) then false
    end;

-- A label in lower case, without blanks around it; NULL for an empty one.
create or replace macro normal_label(written) as
    nullif(lower(regexp_replace(written, '^\s+|\s+$', '', 'g')), '');

-- How many there are of what, and the first ids of a list, where it has some.
create or replace macro counted_ids(told, ids) as
    concat_ws(
        ': ',
        told,
        nullif(array_to_string(ids[:10], ', ') || if(len(ids) > 10, ', ...', ''), '')
    );
