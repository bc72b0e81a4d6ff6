"""The one table of keys: what each may be. Its default and its help stand in datasets.toml.

From here come the flags of the command line, the columns of the table `settings` with their
comments, and the configuration in the manifest; the SQL that reads a setting is the only other
place that knows it.
"""

import re
from functools import cache

from runs_to_datasets.config import values
from runs_to_datasets.config.values import Kind
from runs_to_datasets.places import DEFAULTS, text_of

KEYS: dict[str, Kind] = {
    "runs": values.GLOBS,
    "out": values.PATH,
    "seed": values.whole(0, 2**62),
    "dedup": values.choice("structure", "loose", "text", "none"),
    "max_per_problem": values.whole(1),
    "min_agreement": values.whole(1),
    "same_size": values.FLAG,
    "keep_results": values.choice("all", "drawn", "none"),
    "source": values.TEXT,
    "problems": values.PATH_OR_EMPTY,
    "input.strict": values.FLAG,
    "input.filter": values.TEXT,
    "passed.at_least": values.NUMBER_OR_FALSE,
    "formats": values.TEXTS,
    "validation": values.FRACTION_BELOW_ONE,
    "answer.take": values.choice("program", "block", "text", "response"),
    "tests.run": values.FLAG,
    "tests.files": values.PATHS,
    "tests.in_prompt": values.FLAG,
    "tests.sandbox": values.COMMAND,
    "tests.seconds": values.whole(1, 3600),
    "tests.memory": values.SIZE,
    "tokens.tokenizer": values.PATH_OR_EMPTY,
    "difficulty.source": values.choice("auto", "label", "pass_rate"),
    "difficulty.easy_at_least": values.FRACTION,
    "difficulty.medium_at_least": values.FRACTION,
    "difficulty.forgive_names": values.FLAG,
    "holdout.benchmarks": values.TEXTS,
    "holdout.splits": values.LABELS,
    "holdout.files": values.PATHS,
    "holdout.near_copy_at_least": values.FRACTION_OR_FALSE,
    "exclude.ids": values.IDS,
    "instruction.template": values.TEXT,
    "output.template": values.TEXT,
    "output.columns": values.TEXTS,
    "messages.system": values.TEXT,
    "card.license": values.LICENSE,
    "card.source_model": values.TEXTS,
    "publish.database": values.FLAG,
    "extend.folder": values.PATH_OR_EMPTY,
}
# Tables whose keys the user names, beside those of KEYS.
NAMED_TABLES = ("columns", "passed", "mixes", "benchmarks")
TABLES = tuple(
    dict.fromkeys([*(key.partition(".")[0] for key in KEYS if "." in key), *NAMED_TABLES])
)
LEVELS = ("easy", "medium", "hard")
COLUMNS = ("mbpp_id", "prompt", "response", "passed", "difficulty", "run_id", "split", "test_cases")
# Formats of TRL that others read in another shape, and that shape: it is written beside them.
COMPANIONS = {"dpo": "ranking", "kto": "kto_tag"}
AS_AVAILABLE = "as_available"  # the one word for [mixes.NAME] shares
MIX_KEYS: dict[str, Kind] = {
    "shortage": values.choice("shrink", "fill", "repeat", "fail"),
    "max_examples": values.whole(1),
    "max_per_problem": values.whole(1),
    "max_tokens": values.whole(1),
    "pass_rate": values.FRACTIONS,
}
# Flags that are called otherwise than their key, or may be given several times.
_FLAG_NAMES = {
    "formats": "format",
    "tests.run": "run-tests",
    "tests.in_prompt": "tests-in-prompt",
    "tokens.tokenizer": "tokenizer",
}
REPEATED = {key for key, kind in KEYS.items() if kind.sql == "VARCHAR[]" or kind is values.PATHS}


def name_of(key: str) -> str:
    """A key as one word, for flags and columns: its last part where that tells it apart."""
    last = key.rpartition(".")[2]
    return last if "_" in last and last != "at_least" else key.replace(".", "_")


def flag_of(key: str) -> str:
    """The flag of a key: --max-per-problem, --difficulty-source, --format."""
    return "--" + _FLAG_NAMES.get(key, name_of(key)).replace("_", "-")


@cache
def helps() -> dict[str, str]:
    """{key: its line of help}: the comment behind it in datasets.toml, else that of its table."""
    found: dict[str, str] = {}
    table = comment_of_table = ""
    for line in text_of(DEFAULTS).splitlines():
        if header := re.match(r"\[(\w+)\]\s*(?:# (.*))?$", line):
            table, comment_of_table = header[1] + ".", header[2] or ""
        elif key := re.match(r"(\w+) = .*?(?:\s# (.*))?$", line):
            found[table + key[1]] = key[2] or comment_of_table
    return found
