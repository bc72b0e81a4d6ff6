"""How many tokens an example has: counted by the user's tokenizer.json, else estimated by SQL."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from runs_to_datasets.config.config import Config
from runs_to_datasets.engine.connection import Engine
from runs_to_datasets.errors import BuildError, shown
from runs_to_datasets.places import SQL
from runs_to_datasets.rendering import output_parts


class TokenCounter:
    """Counts what is written of an example: system message, instruction and answer, one by one.

    What a chat template puts around them is not in it.
    """

    def __init__(self, config: Config, engine: Engine):
        file = config["tokens.tokenizer"]
        self._count = _estimated(engine) if file is None else _counted(_tokenizer(file))
        self._parts = output_parts(config["output.template"])
        self._system = config["messages.system"]

    @property
    def names(self) -> set[str]:
        """The texts of an answer that are written: code, reasoning, answer or response."""
        return {name for _, _, name in self._parts if name is not None}

    def of(self, examples: Iterable[tuple[str, Mapping[str, str]]]) -> list[int]:
        """The tokens of examples, each an instruction and {name: text} of its answer."""
        texts = [(instruction, self._output(answer)) for instruction, answer in examples]
        distinct = list(dict.fromkeys(text for pair in [*texts, (self._system,)] for text in pair))
        n_tokens = dict(zip(distinct, self._count(distinct), strict=True))
        return [
            n_tokens[self._system] + n_tokens[instruction] + n_tokens[output]
            for instruction, output in texts
        ]

    def _output(self, answer: Mapping[str, str]) -> str:
        """The answer as it is written; the macro output_of in Python."""
        return "".join(answer[name] if name else text or "" for _, text, name in self._parts)


def check(file: Path | None) -> None:
    """Raises BuildError for a tokenizer that cannot be read, before a build begins."""
    if file is not None:
        _tokenizer(file)


def _estimated(engine: Engine) -> Callable[[list[str]], list[int]]:
    def count(texts: list[str]) -> list[int]:
        engine.set_variable("texts", texts)
        return [n for (n,) in engine.run_file(SQL / "python/estimated_tokens.sql")]

    return count


def _counted(tokenizer: Any) -> Callable[[list[str]], list[int]]:
    return lambda texts: [
        len(found.ids) for found in tokenizer.encode_batch_fast(texts, add_special_tokens=False)
    ]


@cache
def _tokenizer(file: Path) -> Any:
    where = f"[tokens] tokenizer = {shown(file)}"
    try:
        from tokenizers import Tokenizer
    except ModuleNotFoundError:
        raise BuildError(
            f'{where} needs the package tokenizers: pip install "runs-to-datasets[tokens]", or '
            "leave it out for an estimate"
        ) from None
    if not file.is_file():
        raise BuildError(f"{where}: no such file")
    try:
        tokenizer = Tokenizer.from_file(str(file))
    except Exception as error:  # the library raises nothing more special
        raise BuildError(f"{where}: no tokenizer.json: {str(error).splitlines()[0]}") from None
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
