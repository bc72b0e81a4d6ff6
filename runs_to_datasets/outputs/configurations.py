"""The configurations of the card: by them Hugging Face's `datasets` loads a mix in a format.

`balanced` is the mix in the first format (alpaca where that is built), `balanced.messages` in a
second. All are of one kind of file, as `datasets` has one reader for a folder: JSON lines, or
Parquet where nothing else is built. Columns are told too: one that begins with NULLs has no type.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from runs_to_datasets.inputs.files import sha256_of
from runs_to_datasets.pipeline.build import Build

# DuckDB's types as the Hub writes them; decimals are numbers in JSON.
DTYPES = {
    "varchar": "string", "boolean": "bool", "bigint": "int64", "integer": "int32",
    "smallint": "int16", "tinyint": "int8", "double": "float64", "float": "float32",
    "decimal": "float64",
}  # fmt: skip


def configurations(build: Build, files: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """A configuration per mix and format: its files by split, and the hash of their content.

    `datasets` keys its cache by the card alone, so without the hash it would serve stale rows.
    """
    lines = [form for form in build.config.written_formats if form != "parquet"]
    forms = sorted(lines, key=lambda form: form != "alpaca") or ["parquet"]
    features = {form: _features(build, form) for form in lines}
    for mix in build.config.mixes:
        for form in forms:
            splits = [
                file for file in files
                if (file["mix"], file["format"]) == (mix, form)
                and file["n_rows"]  # an empty split is an error
            ]  # fmt: skip
            if splits:
                content = "".join(sha256_of(build.engine.folder / f["file"]) for f in splits)
                yield {
                    "name": mix if form == forms[0] else f"{mix}.{form}",
                    "mix": mix,
                    "format": form,
                    "hash": hashlib.sha256(content.encode()).hexdigest(),
                    "splits": splits,
                    "n_rows": sum(file["n_rows"] for file in splits),
                    "features": features.get(form),
                }


def _features(build: Build, form: str) -> list[dict[str, Any]] | None:
    """The columns of a format's JSON lines as the Hub writes them.

    None where one is of a type that the Hub has no name for; then `datasets` looks for itself.
    """
    query = build.library.sql(f"formats/{form}.sql.j2", carried=build.config["output.columns"])
    try:
        return [{"name": name} | _typed(type_) for name, type_ in build.engine.types(query)]
    except KeyError:
        return None


def _typed(type_: Any) -> dict[str, Any]:
    """{"dtype", "list" or "struct": ...} of a type; KeyError where it has no name."""
    if type_.id == "list":
        [(_, child)] = type_.children
        inner = _typed(child)
        return {"list": inner.get("dtype") or inner.get("struct") or inner}
    if type_.id == "struct":
        return {"struct": [{"name": name} | _typed(child) for name, child in type_.children]}
    return {"dtype": DTYPES[type_.id]}
