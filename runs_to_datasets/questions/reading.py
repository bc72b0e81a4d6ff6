"""show, explain and summary: a build, as a person wants to read it."""

from runs_to_datasets.errors import BuildError
from runs_to_datasets.questions.printing import print_answer, print_code
from runs_to_datasets.questions.results import Results
from runs_to_datasets.screen import one_line, print_table


def show(results: Results, mix: str, n: int, mbpp_id: str | None, difficulty: str | None) -> None:
    """Prints examples of a mix."""
    mixes = [row[0] for row in results.inspect("shares_drawn").rows]
    if mix not in mixes:
        raise BuildError(f"{mix}: no such mix; there are {', '.join(mixes)}")
    mix, _, side = mix.partition(".")
    found = results.inspect(
        "show", mix=mix, side=side or "train", n=n, mbpp_id=mbpp_id, difficulty=difficulty
    )
    if not found.rows:
        raise BuildError(f"{mix}: no such example in it")
    for row in found.rows:
        example = dict(zip(found.header, row, strict=True))
        of_side = "" if example["side"] == "train" else f" ({example['side']})"
        print(one_line(
            f"---- {mix}{of_side}, place {example['position']}: problem {example['mbpp_id']}, "
            f"{example['difficulty']} ({example['n_passed']} of {example['n_results']} passed), "
            f"from run {example['run_id']}, {example['cluster_size']} "
            f"response{'s' * (example['cluster_size'] != 1)} agreed"
        ))  # fmt: skip
        print(f"\n{example['instruction']}\n")
        print_code(example["response"])
        print()


def explain(results: Results, mbpp_id: str) -> None:
    """Prints all that the build did with the responses to a problem."""
    found = results.inspect("explain_problem", mbpp_id=mbpp_id)
    if not found.rows:
        raise BuildError(f"{mbpp_id}: no run has such a problem; ids are like those of `results`")
    problem = dict(zip(found.header, found.rows[0], strict=True))
    label = f", labelled {problem['label']}" if problem["label"] else ""
    print(f"Problem {one_line(problem['mbpp_id'])}: {problem['prompt']}")
    print(one_line(
        f"{problem['difficulty'] or 'no difficulty'}{label}: {problem['n_passed']} of "
        f"{problem['n_results']} responses passed; its tests call "
        f"{problem['entry_point'] or 'a name that cannot be told'}"
    ))  # fmt: skip
    if problem["n_prompts"] > 1:
        print(f"{problem['n_prompts']} different prompts; the most frequent is taken")
    if problem["problem_fate"]:
        reason = problem["held_out_by"] or ""
        if problem["near_copy_prompt"]:
            reason = f"like held-out {problem['near_copy_of']}: {problem['near_copy_prompt']}"
        print(one_line(f"left out as a whole: {problem['problem_fate']} {reason}".rstrip()))
    programs = results.inspect("explain_examples", mbpp_id=mbpp_id)
    for example, rank, size, run, verdict, tests, mixes, code in programs.rows:
        print()
        print(one_line(
            f"---- program {example}: {size} response{'s' * (size != 1)}, kept from run {run}"
            + (f", rank {rank}" if rank else ", too rare for a rank")
            + (f", tests: {tests}" if tests else "")
            + (f", not drawable: {verdict}" if verdict else "")
            + (f", drawn into {mixes}" if mixes else ", in no mix")
        ))  # fmt: skip
        print_code("(its text was not kept)" if code is None else code)
    print()
    print_answer(results.inspect("explain_responses", mbpp_id=mbpp_id), "table")


def summary(results: Results) -> None:
    """Prints datasets_summary, a column for each mix, and the shares as bars."""
    found = results.table("summary")
    shares = results.inspect("shares_drawn").rows
    print_table(
        ["", *(row[0] for row in shares)],
        [(h, *values) for h, *values in list(zip(found.header, *found.rows, strict=True))[1:]],
    )
    widest = max((len(mix) for mix, *_ in shares), default=0)
    print("\nshares drawn: easy #, medium =, hard .")
    for mix, n_examples, *counts in shares:
        total = sum(counts) or 1
        ends = [round(50 * sum(counts[: i + 1]) / total) for i in range(3)]
        bar = "#" * ends[0] + "=" * (ends[1] - ends[0]) + "." * (ends[2] - ends[1])
        print(f"  {mix:<{widest}}  {bar}  {n_examples:,}")
