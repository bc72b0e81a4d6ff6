-- entry_points: what a problem asks for: a function, a class or a whole program, and its name.
-- Grain:  one row per problem with a passing text that holds a program.
-- Reads:  texts, readings, test_sets, settings.
-- Scope:  one problem
-- Columns:
--   mbpp_id: the problem
--   kind: function, class, program (it reads standard input), or text where answers are not read
--   entry_point: the name that its tests call, NULL where it cannot be told
--   names: the names that its programs are cut to
-- The name is what the tests call, where they are known. Else it is the name that all texts define;
-- where they share several, the one that no other of them reads, tests and demos apart; where there
-- are several of these, all are asked for and none is the entry point; where they share none, the
-- one that nine in ten define, where just one is so common.
-- A problem asks for a program where its tests are what is read and printed; without tests, where
-- most of its texts read standard input.

create or replace table entry_points as
with

read_texts as (
    select
        texts.mbpp_id,
        readings.names,
        readings.tops,
        readings.classes,
        readings.reads_input,
        len(texts.result_ids) as n_results
    from texts
    inner join readings on texts.text_id = readings.text_id
    where readings.code <> ''
),

totals as (
    select
        mbpp_id,
        sum(n_results) as n_results,
        sum(n_results) filter (where reads_input) as n_reading
    from read_texts
    group by mbpp_id
),

defined as (
    select mbpp_id, unnest(names) as name, tops, classes, n_results
    from read_texts
),

counts as (
    select
        defined.mbpp_id,
        defined.name,
        sum(defined.n_results) as n_defining,
        sum(defined.n_results) filter (where list_contains(defined.classes, defined.name))
            as n_classes,
        sum(defined.n_results) filter (where list_contains(defined.tops, defined.name)) as n_tops
    from defined
    group by defined.mbpp_id, defined.name
),

common_names as (
    select
        counts.mbpp_id,
        count(*) filter (where counts.n_defining = totals.n_results) as n_in_all,
        min(counts.name) filter (where counts.n_defining = totals.n_results) as in_all,
        count(*) filter (where counts.n_tops = totals.n_results) as n_on_top,
        min(counts.name) filter (where counts.n_tops = totals.n_results) as on_top,
        list_sort(list(counts.name) filter (where counts.n_tops = totals.n_results)) as all_on_top,
        count(*) filter (where 10 * counts.n_defining >= 9 * totals.n_results) as n_in_most,
        min(counts.name) filter (where 10 * counts.n_defining >= 9 * totals.n_results) as in_most
    from counts
    inner join totals on counts.mbpp_id = totals.mbpp_id
    group by counts.mbpp_id
),

called as (
    select
        mbpp_id,
        test_set,
        position,
        called,
        used,
        unnest(called) as name,
        generate_subscripts(called, 1) as place
    from test_sets
),

-- Of each set of tests the first name that it calls and that some program of the problem defines.
-- A file's set without one is about other programs (MBPP+ renames some functions).
relevant_sets as (
    select
        called.mbpp_id,
        called.test_set,
        called.position,
        called.called,
        called.used,
        counts.name
    from called
    left join counts on called.mbpp_id = counts.mbpp_id and called.name = counts.name
    where called.position = 0 or counts.name is not null
    qualify row_number() over (
        partition by called.mbpp_id, called.test_set
        order by counts.name is null, called.place
    ) = 1
),

tested as (
    select
        mbpp_id,
        coalesce(
            min_by(name, (position, test_set)) filter (where name is not null),
            min_by(called[1], (position, test_set))
        ) as name,
        list_distinct(flatten(list(used order by position, test_set))) as used
    from relevant_sets
    group by mbpp_id
),

tests_of_input as (
    select distinct mbpp_id
    from test_sets
    where form = 'stdin'
),

told as (
    select
        totals.mbpp_id,
        tested.mbpp_id is not null as has_calls,
        tests_of_input.mbpp_id is not null
        or coalesce(2 * totals.n_reading > totals.n_results, false) as is_read,
        case
            when tested.mbpp_id is not null then tested.name
            when common_names.n_in_all = 1 then common_names.in_all
            when common_names.n_on_top = 1 then common_names.on_top
            when common_names.n_in_all is null or common_names.n_in_all = 0 then
                case when common_names.n_in_most = 1 then common_names.in_most end
        end as name,
        list_sort(tested.used) as used,
        common_names.all_on_top
    from totals
    left join tested on totals.mbpp_id = tested.mbpp_id
    left join tests_of_input on totals.mbpp_id = tests_of_input.mbpp_id
    left join common_names on totals.mbpp_id = common_names.mbpp_id
)

select
    told.mbpp_id,
    case
        when settings.answer_take <> 'program' then 'text'
        when told.is_read and not told.has_calls then 'program'
        when 2 * coalesce(counts.n_classes, 0) > counts.n_defining then 'class'
        else 'function'
    end as kind,
    case
        when told.has_calls or not told.is_read then told.name
    end as entry_point,
    case
        when told.has_calls then told.used
        when told.is_read then []
        when told.name is null then coalesce(told.all_on_top, [])
        else [told.name]
    end as names
from told
cross join settings
left join counts on told.mbpp_id = counts.mbpp_id and told.name = counts.name;
