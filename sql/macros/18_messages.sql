-- messages: prompts and responses that are no plain text: chats, and several answers in one row.
-- The values are JSON. What cannot be told for sure is NULL, and the build refuses its row.
-- (The linter knows neither the indentation of macros nor lambdas of two parameters.)
-- noqa: disable=LT01,LT02,PRS,RF03

-- A value of any type as text; one that is text stays as it is.
create or replace macro text_of(value) as to_json(value) ->> '$';

-- The text of a message, {role, content}: content is a text, or a list of parts, whose text counts.
create or replace macro message_content(message) as
    case json_type(message, '$.content')
        when 'VARCHAR' then message ->> '$.content'
        when 'ARRAY' then nullif(array_to_string(message ->> '$.content[*].text', chr(10)), '')
    end;

-- A prompt: a text, or a chat that no answer stands in, its messages one after the other.
create or replace macro prompt_of(value) as
    case json_type(value)
        when 'OBJECT' then message_content(value)
        when 'ARRAY' then if(
            len(list_filter(
                json_extract(value, '$[*]'),
                lambda m: message_content(m) is null or (m ->> '$.role') = 'assistant'
            )) = 0,
            nullif(array_to_string(list_transform(
                json_extract(value, '$[*]'), lambda m: message_content(m)
            ), chr(10) || chr(10)), ''),
            null
        )
        else value ->> '$'
    end;

-- Whether a prompt is there but cannot be told; a null is an empty one.
create or replace macro is_unclear_prompt(value) as
    coalesce(json_type(value), 'NULL') <> 'NULL' and prompt_of(value) is null;

-- The answers of a row: a text, a list of texts, or a chat with one answer; [NULL] for others.
-- A null is an empty answer, as an empty cell of a CSV is.
create or replace macro responses_of(value) as
    case json_type(value)
        when 'OBJECT' then [message_content(value)]
        when 'ARRAY' then
            case
                when json_array_length(value) > 0
                    and len(list_filter(
                        json_extract(value, '$[*]'), lambda r: json_type(r) <> 'VARCHAR'
                    )) = 0
                    then value ->> '$[*]'
                when len(list_filter(
                    json_extract(value, '$[*]'), lambda m: (m ->> '$.role') = 'assistant'
                )) = 1
                    then [message_content(list_filter(
                        json_extract(value, '$[*]'), lambda m: (m ->> '$.role') = 'assistant'
                    )[1])]
                else [null::varchar]
            end
        else [coalesce(value ->> '$', '')]
    end;

-- The verdicts on a list of responses: one for each, or a single one for a single response.
create or replace macro verdicts_of(value, responses) as
    case
        when responses[1] is null then [null::varchar]
        when json_type(value) = 'ARRAY' and json_array_length(value) = len(responses)
            then value ->> '$[*]'
        when json_type(value) <> 'ARRAY' and len(responses) = 1 then [value ->> '$']
        else [null::varchar]
    end;
