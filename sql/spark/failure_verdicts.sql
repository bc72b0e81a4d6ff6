-- What a task returns of its verdicts on wrong answers.
select verdicts.*
from verdicts
semi join failures on verdicts.example_id = failures.failure_id;
