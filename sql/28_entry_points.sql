-- entry_points: what a problem asks for: a function, a class or a whole program, and its name.
-- Grain:  one row per problem with a passing text that holds a program.
-- Reads:  texts, readings, called_names, settings.
-- Scope:  one problem
-- Columns:
--   mbpp_id: the problem
--   kind: function, class, program (it reads standard input), or text where answers are not read
--   entry_point: the name that its tests call, NULL where it cannot be told
--   names: the names that its programs are cut to
-- The name is what the tests call, where they are known. Else it is the name that all texts define;
-- where they share several, the one that no other of them reads, tests and demos apart; where they
-- share none, the one that nine in ten define, where just one is so common.
-- Without tests a problem asks for a program where most of its texts read standard input.

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
        count(*) filter (where 10 * counts.n_defining >= 9 * totals.n_results) as n_in_most,
        min(counts.name) filter (where 10 * counts.n_defining >= 9 * totals.n_results) as in_most
    from counts
    inner join totals on counts.mbpp_id = totals.mbpp_id
    group by counts.mbpp_id
),

called as (
    select called_names.mbpp_id, unnest(called_names.called) as name, called_names.used
    from called_names
),

-- The first name that the tests call and that some program of the problem defines.
tested as (
    select
        called.mbpp_id,
        called.name,
        called.used
    from called
    inner join called_names on called.mbpp_id = called_names.mbpp_id
    inner join counts on called.mbpp_id = counts.mbpp_id and called.name = counts.name
    qualify row_number() over (
        partition by called.mbpp_id
        order by list_position(called_names.called, called.name)
    ) = 1
),

told as (
    select
        totals.mbpp_id,
        coalesce(len(called_names.called), 0) > 0 as has_calls,
        coalesce(2 * totals.n_reading > totals.n_results, false) as is_read,
        case
            when len(called_names.called) > 0 then coalesce(tested.name, called_names.called[1])
            when common_names.n_in_all = 1 then common_names.in_all
            when common_names.n_on_top = 1 then common_names.on_top
            when common_names.n_in_all is null or common_names.n_in_all = 0 then
                case when common_names.n_in_most = 1 then common_names.in_most end
        end as name,
        case when len(called_names.called) > 0 then called_names.used end as used
    from totals
    left join called_names on totals.mbpp_id = called_names.mbpp_id
    left join tested on totals.mbpp_id = tested.mbpp_id
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
    coalesce(told.used, case when told.name is null then [] else [told.name] end) as names
from told
cross join settings
left join counts on told.mbpp_id = counts.mbpp_id and told.name = counts.name;
