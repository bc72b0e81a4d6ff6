"""What must hold whatever the data: a small change of a build changes what it should, no more."""

import random
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import build_py, read_csv, write_run
from runs_to_datasets.pipeline.steps import step_of

WORDS = [
    "apple",
    "bridge",
    "candle",
    "desert",
    "engine",
    "forest",
    "garden",
    "hammer",
    "island",
    "jacket",
    "kettle",
    "ladder",
]


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> Path:
    """Four runs of 60 problems of all levels, several programs each."""
    folder = tmp_path_factory.mktemp("runs")
    for run in range(4):
        draw = random.Random(run)
        rows = []
        for i in range(60):
            passed = draw.random() < (0.9, 0.5, 0.25)[i % 3]
            words = " ".join(random.Random(i).choices(WORDS, k=8))
            rows.append({
                "mbpp_id": 601 + i, "prompt": f"Sort the {words} {i}.",
                "response": f"def f(x):\n    return x + {draw.randrange(9)} * x", "passed": passed,
            })  # fmt: skip
        write_run(folder / f"{run:02}" / "results.csv", rows)
    return folder


def build(runs: Path, out: Path, document: str, *flags: object) -> dict[str, list[dict]]:
    """{mix: rows of its CSV} of a build with this configuration."""
    config = out.parent / f"{out.name}.toml"
    config.write_text(document, encoding="utf-8")
    globs = () if "--runs" in flags else ("--runs", runs / "*/results.csv")
    done = build_py("datasets", "--config", config, *globs, "--out", out, *flags)
    assert done.returncode == 0, done.stderr
    return {
        file.stem.removeprefix("dataset_"): read_csv(file) for file in out.glob("dataset_*.csv")
    }


def ids(rows: list[dict]) -> set[str]:
    return {row["example_id"] for row in rows}


BALANCED = "[mixes.balanced]\neasy = 1\nmedium = 1\nhard = 1\n"


@pytest.mark.slow
def test_adding_a_mix_changes_no_other(runs: Path, tmp_path: Path) -> None:
    one = build(runs, tmp_path / "one", BALANCED)
    two = build(runs, tmp_path / "two", "[mixes.easy]\neasy = 1\n" + BALANCED)
    assert one["balanced"] == two["balanced"]
    assert {row["difficulty"] for row in two["easy"]} == {"easy"}


@pytest.mark.slow
def test_a_larger_mix_is_a_superset(runs: Path, tmp_path: Path) -> None:
    small = build(runs, tmp_path / "small", BALANCED + "max_examples = 13\n")["balanced"]
    large = build(runs, tmp_path / "large", BALANCED + "max_examples = 25\n")["balanced"]
    assert len(small) == 13 and len(large) == 25
    assert ids(small) < ids(large)
    kept = [row for row in large if row["example_id"] in ids(small)]
    assert kept == small, "and the order of what stays is the same"


@pytest.mark.slow
def test_a_larger_cap_is_a_superset_of_candidates(runs: Path, tmp_path: Path) -> None:
    fill = BALANCED + 'shortage = "fill"\n'
    found = {}
    for cap in (1, 2, 8):
        build(runs, tmp_path / f"cap{cap}", fill, "--max-per-problem", cap)
        with duckdb.connect(str(tmp_path / f"cap{cap}/results.duckdb"), read_only=True) as shell:
            found[cap] = set(shell.execute("select example_id from candidates").fetchall())
    assert found[1] < found[2] < found[8]


@pytest.mark.slow
def test_a_run_that_touches_some_problems_leaves_the_others(runs: Path, tmp_path: Path) -> None:
    rows = [
        {
            "mbpp_id": i,
            "prompt": row["prompt"],
            "response": row["response"],
            "passed": row["passed"],
        }
        for row in read_csv(runs / "00/results.csv")
        if int(i := row["mbpp_id"]) > 650
    ]
    write_run(tmp_path / "more" / "99" / "results.csv", rows)
    both = ("--runs", runs / "*/results.csv", "--runs", tmp_path / "more/*/results.csv")
    everything = BALANCED + 'shortage = "fill"\nmax_examples = 100000\n'
    before = build(runs, tmp_path / "before", everything)["balanced"]
    after = build(runs, tmp_path / "after", everything, *both)["balanced"]
    untouched = [r for r in before if int(r["mbpp_id"]) <= 650]
    assert untouched and untouched == [r for r in after if int(r["mbpp_id"]) <= 650]


@pytest.mark.slow
def test_same_size_makes_all_mixes_equal(runs: Path, tmp_path: Path) -> None:
    mixes = BALANCED + "[mixes.easy]\neasy = 7\nmedium = 3\n[mixes.hard]\neasy = 1\nhard = 9\n"
    sizes = {len(rows) for rows in build(runs, tmp_path / "out", mixes, "--same-size").values()}
    assert len(sizes) == 1 and sizes.pop() > 3


@pytest.mark.slow
def test_seed_changes_the_draw_and_not_the_size(runs: Path, tmp_path: Path) -> None:
    one = build(runs, tmp_path / "s1", BALANCED + "max_examples = 12\n", "--seed", 1)["balanced"]
    two = build(runs, tmp_path / "s2", BALANCED + "max_examples = 12\n", "--seed", 2)["balanced"]
    assert len(one) == len(two) == 12 and ids(one) != ids(two)


def sainte_lague(size: int, shares: list[int]) -> list[int]:
    """The seats of each level by the definition: the first `size` keys (2j - 1) / share."""
    keys = sorted(
        (Fraction(2 * j - 1, share), level)
        for level, share in enumerate(shares)
        if share
        for j in range(1, size + 1)
    )
    seats = [0] * len(shares)
    for _, level in keys[:size]:
        seats[level] += 1
    return seats


@pytest.mark.slow
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    available=st.lists(st.integers(1, 40), min_size=3, max_size=3),
    shares=st.lists(st.integers(0, 100), min_size=3, max_size=3).filter(any),
    cap=st.none() | st.integers(1, 60),
)
def test_quotas_are_sainte_lague_and_never_more_than_there_is(
    engine, available, shares, cap
) -> None:
    engine.run("delete from candidates; delete from mixes; delete from shares")
    levels = ("easy", "medium", "hard")
    for level, n in zip(levels, available, strict=True):
        engine.run(
            "insert into candidates (example_id, mbpp_id, side, difficulty, rank, cluster_size) "
            "select $level || i, $level || i, 'train', $level, 1, 1 from range($n) t(i)",
            {"level": level, "n": n},
        )
    engine.run(
        "insert into mixes by name select 0 as position, 'm' as mix, false as takes_all, "
        "'shrink' as shortage, $cap as max_examples, 4 as max_per_problem",
        {"cap": cap},
    )
    engine.insert("shares", [("m", i + 1, levels[i], shares[i]) for i in range(3)])
    for table in ("mix_candidates", "levels", "sizes", "quotas"):
        engine.run_file(step_of(table).path)
    got = dict(engine.run("select difficulty, n_drawn from quotas"))
    size = min(
        n * sum(shares) // share for n, share in zip(available, shares, strict=True) if share
    )
    size = min(size, cap or size, sum(n for n, s in zip(available, shares, strict=True) if s))
    assert [got[level] for level in levels] == sainte_lague(size, shares)
    assert all(got[level] <= n for level, n in zip(levels, available, strict=True))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(n=st.integers(1, 60), k=st.sampled_from([1, 5, 10]), data=st.data())
def test_pass_at_k_is_the_unbiased_estimator(engine, n, k, data) -> None:
    from math import comb

    c = data.draw(st.integers(0, n))
    [(got,)] = engine.run("select pass_at($n, $c, $k)", {"n": n, "c": c, "k": k})
    if n < k:
        assert got is None
    else:
        exact = 1 - Fraction(comb(n - c, k), comb(n, k))
        assert abs(Fraction(got) - exact) <= Fraction(1, 10**6)
        assert isinstance(got, Decimal)


@pytest.mark.parametrize(
    ("n_passed", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_intervals_are_the_published_ones(engine, n_passed, n, low, high) -> None:
    """Newcombe 1998, Statistics in Medicine 17:857, table I, method 3."""
    [got] = engine.run("select wilson_low($c, $n), wilson_high($c, $n)", {"c": n_passed, "n": n})
    assert [round(float(end), 4) for end in got] == [low, high]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(n=st.integers(1, 10**5), data=st.data())
def test_wilson_ends_are_z_deviations_from_the_rate(engine, n, data) -> None:
    rate = Fraction(n_passed := data.draw(st.integers(0, n)), n)
    [ends] = engine.run("select wilson_low($c, $n), wilson_high($c, $n)", {"c": n_passed, "n": n})
    assert 0 <= ends[0] <= rate <= ends[1] <= 1
    for end in ends:
        assert isinstance(end, Decimal)
        deviations = 1.95996398 * float(end * (1 - end) / n) ** 0.5
        assert abs(float(abs(Fraction(end) - rate)) - deviations) <= 2e-6 + deviations * 1e-3


def test_a_rate_of_nothing_has_no_interval(engine) -> None:
    assert engine.run("select wilson_low(0, 0), wilson_high(0, 0)") == [(None, None)]


def common_of(prompts: list[str]) -> set[str]:
    """The words of more than a fifth of 100 prompts or more."""
    used = Counter(word for prompt in prompts for word in set(prompt.split()))
    return {word for word, n in used.items() if len(prompts) >= 100 and 5 * n > len(prompts)}


def grams_of(prompt: str, common: set[str]) -> set[str]:
    """Its word 3-grams without common words; fewer words are one gram, none are none."""
    words = [word for word in prompt.split() if word not in common]
    triples = [words[i : i + 3] for i in range(max(len(words) - 2, 1))]
    return {" ".join(triple) for triple in triples if triple}


def is_near_copy(one: set[str], other: set[str], at_least: Fraction | None) -> bool:
    """By the definition: Jaccard similarity, or all grams of one in the other, two at least."""
    n_shared = len(one & other)
    is_similar = at_least is not None and n_shared >= at_least * len(one | other)
    return n_shared > 0 and (is_similar or 2 <= n_shared == min(len(one), len(other)))


def groups_of(prompts: Iterable[str], links: Iterable[tuple[str, str]]) -> dict[str, str]:
    """{prompt: the least one that the links lead to}."""
    group = {prompt: {prompt} for prompt in prompts}
    for one, other in links:
        if group[one] is not group[other]:
            joined = group[one] | group[other]
            group.update(dict.fromkeys(joined, joined))
    return {prompt: min(joined) for prompt, joined in group.items()}


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    n_words=st.integers(3, 40),
    n_families=st.integers(1, 8),
    n_problems=st.integers(2, 160),
    at_least=st.sampled_from([None, "0.333333", "0.5", "0.666667", "0.7", "0.9", "1"]),
    seed=st.integers(0, 10**6),
)
def test_prompt_groups_are_what_the_near_copies_connect(
    engine, n_words, n_families, n_problems, at_least, seed
) -> None:
    """Against every pair of prompts, in families of a few that differ in some words."""
    draw = random.Random(seed)
    words = [f"w{i}" for i in range(n_words)]
    families = [draw.choices(words, k=draw.randint(1, 14)) for _ in range(n_families)]

    def prompt() -> str:
        family = list(draw.choice(families))
        for _ in range(draw.randrange(3)):
            family[draw.randrange(len(family))] = draw.choice(words)
        start, end = draw.choice([(0, None), (0, None), (1, None), (0, -2)])
        return " ".join(family[start:end])

    ids = [str(i) for i in range(n_problems)]
    asked = {i: list({prompt() for _ in range(draw.choice([1, 1, 1, 2]))}) for i in ids}
    pairs = {(draw.choice(ids), draw.choice(ids)) for _ in range(draw.randrange(3))}
    left_out = set(draw.sample(ids, n_problems // 10))
    engine.run("delete from problems; delete from prompts; delete from same_behaviours")
    engine.run("update settings set validation = 0.1, near_copy_at_least = $t", {"t": at_least})
    engine.run(
        "insert into problems by name select unnest($ids) as mbpp_id, "
        "nullif(unnest($fates), '') as problem_fate",
        {"ids": ids, "fates": ["held_out" if i in left_out else "" for i in ids]},
    )
    rows = [(i, text, n == 0) for i, texts in asked.items() for n, text in enumerate(texts)]
    engine.run(
        "insert into prompts by name select unnest($ids) as mbpp_id, unnest($texts) as prompt, "
        "unnest($texts) as normal_prompt, unnest($chosen) as is_chosen",
        dict(zip(("ids", "texts", "chosen"), map(list, zip(*rows, strict=True)), strict=True)),
    )
    for one, other in pairs:
        engine.run(
            "insert into same_behaviours by name select $one as mbpp_id, $other as other_id",
            {"one": one, "other": other},
        )
    for table in ("prompt_grams", "prompt_links", "prompt_groups"):
        engine.run_file(step_of(table).path)

    usable = {i: texts for i, texts in asked.items() if i not in left_out}
    texts = sorted({text for texts in usable.values() for text in texts})
    common = common_of(texts)
    grams = {text: grams_of(text, common) for text in texts}
    least = None if at_least is None else Fraction(at_least)
    links = [
        *((one, other) for one, other in combinations(grams, 2)
          if is_near_copy(grams[one], grams[other], least)),
        *((texts[0], text) for texts in usable.values() for text in texts[1:]),
        *((usable[one][0], usable[other][0]) for one, other in pairs if {one, other} <= {*usable}),
    ]  # fmt: skip
    got = engine.run("select normal_prompt, prompt_group from prompt_groups")
    assert dict(got) == groups_of(grams, links) and len(got) == len(grams)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    n_words=st.integers(3, 40),
    n_held_out=st.integers(0, 140),
    at_least=st.sampled_from([None, "0.333333", "0.5", "0.7", "1"]),
    seed=st.integers(0, 10**6),
)
def test_prompt_copies_are_the_nearest_of_all(engine, n_words, n_held_out, at_least, seed) -> None:
    """Against every held-out prompt, where some prompts repeat one another and some are empty."""
    draw = random.Random(seed)
    words = [f"w{i}" for i in range(n_words)]
    families = [draw.choices(words, k=draw.randint(1, 14)) for _ in range(4)]

    def prompt() -> str:
        family = list(draw.choice(families))
        for _ in range(draw.randrange(3)):
            family[draw.randrange(len(family))] = draw.choice(words)
        return " ".join(family[: draw.choice([None, None, -2])])

    held_out = [(str(i), prompt()) for i in range(n_held_out)]
    asked = [*{(f"a{i // 2}", prompt()): None for i in range(40)}]
    for table, rows in (("held_out", held_out), ("prompts", asked)):
        engine.run(f"delete from {table}")
        engine.run(
            f"insert into {table} by name select unnest($ids) as mbpp_id, "
            "unnest($texts) as prompt, unnest($texts) as normal_prompt",
            {"ids": [i for i, _ in rows], "texts": [text for _, text in rows]},
        )
    engine.run("update settings set near_copy_at_least = $t", {"t": at_least})
    engine.run_file(step_of("prompt_copies").path)

    counted = sorted({text for _, text in held_out if text})
    common = common_of(counted)
    least, expected = None if at_least is None else Fraction(at_least), {}
    for mbpp_id, ours in asked:
        for held_out_id, theirs in held_out:
            one, other = grams_of(ours, common), grams_of(theirs, common)
            if ours == theirs != "":
                found = (Fraction(1), "same words")
            elif least is not None and is_near_copy(one, other, least):
                similarity = round(Fraction(len(one & other), len(one | other)), 6)
                found = (similarity, "similar words" if similarity >= least else "contained")
            else:
                continue
            rank = (-found[0], found[1], int(held_out_id), theirs)
            expected[mbpp_id] = min(expected.get(mbpp_id, rank), rank)
    got = engine.run(
        "select mbpp_id, -similarity, found_by, held_out_id::int, held_out_prompt from prompt_copies"
    )
    assert {i: (Fraction(rank[0]), *rank[1:]) for i, *rank in got} == expected
    assert len(got) == len(expected)
