-- Why programs were refused: each reason, how many programs, and one to look at.
-- Topic: programs
-- Of the programs that were judged: by rank, until their problem had enough that hold. Names and
-- numbers of lines are left out of a reason, and so is what a test said.
with

refused as (
    select
        verdicts.verdict,
        regexp_replace(
            regexp_replace(
                regexp_replace(verdicts.reason, ', line \d+$', ''),
                '^uses \S+, which', 'uses a name, which'
            ),
            '^(fails .+? \([a-z ]+\)): (.|\n)*$', '\1'
        ) as reason,
        verdicts.reason as told,
        verdicts.example_id,
        examples.mbpp_id
    from verdicts
    inner join examples on verdicts.example_id = examples.example_id
    where not verdicts.is_valid
)

select
    verdict,
    reason,
    count(*) as n_programs,
    count(distinct mbpp_id) as n_problems,
    min_by(mbpp_id, example_id) as mbpp_id,
    min_by(told, example_id) as told
from refused
group by verdict, reason
order by n_programs desc, verdict asc, reason asc;
