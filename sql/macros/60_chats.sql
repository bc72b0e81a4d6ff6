-- chats: messages, as chat formats want them.
-- (The linter knows neither the indentation of macros nor lambdas of two parameters.)
-- noqa: disable=LT01,LT02,PRS,RF02,RF03

-- The messages before the answer; no system message where there is none.
create or replace macro chat_prompt(system, instruction) as
    list_filter(
        [{'role': 'system', 'content': system}, {'role': 'user', 'content': instruction}],
        lambda message: message.content is not null
    );

-- What is written as the answer: the parts of [output] template, with the texts in their places.
create or replace macro output_of(parts, code, reasoning, answer, response) as
    case
        when code is not null
            then array_to_string(list_transform(parts, lambda part: case part.name
                when 'code' then code
                when 'reasoning' then reasoning
                when 'answer' then answer
                when 'response' then response
                else part.text
            end), '')
    end;
