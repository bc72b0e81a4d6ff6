-- reasons: why responses came to nothing, in words.
-- (The linter knows neither the indentation of macros nor lambdas of two parameters.)
-- noqa: disable=LT01,LT02,PRS,RF03

-- A reason without the names and lines that differ from one response to the next.
create or replace macro general_reason(told) as
    regexp_replace(
        regexp_replace(
            regexp_replace(told, ', line \d+$', ''), '^uses \S+, which', 'uses a name, which'
        ),
        '^\S+ does nothing$', 'its function does nothing'
    );

-- Why a response failed, as far as its text tells. code, names and reason are what was read of it;
-- is_right: whether its program passed for others.
create or replace macro why_failed(code, names, reason, entry_point, is_right) as
    case
        when code is null then 'its text was not kept'
        when code = '' then reason
        when is_right and not list_contains(names, entry_point) then 'right but for its name'
        when is_right then 'its tests failed, though its program passed for others'
        when not list_contains(names, entry_point) then 'another name than its tests call'
        else coalesce(reason, 'its tests failed')
    end;

-- What Python read of some texts, from JSON: rows of a response, its code, and so on.
create or replace macro readings_of(json) as
    from_json(json, '[{
        "result_id": "BIGINT", "code": "VARCHAR", "names": ["VARCHAR"], "reason": "VARCHAR",
        "structure": "VARCHAR"
    }]');
