"""Jinja as every template here has it: in a sandbox, strict, the same bytes for the same values.

What Jinja makes of a template of ours is kept where Python keeps what it makes of our modules, and
for the same reason: compiling them is a tenth of a small build.
"""

import contextlib
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket, FileSystemBytecodeCache
from jinja2.sandbox import ImmutableSandboxedEnvironment

from runs_to_datasets.places import PACKAGE, TEMPLATES, text_of

# What a template is compiled to is decided by Jinja and by who sets it up, beside its own text.
_SET_UP_BY = [PACKAGE / f"{name}.py" for name in ("templating", "rendering", "library")]
_MAKERS = "".join([jinja2.__version__, *map(text_of, _SET_UP_BY)])
COMPILED_BY = f"{sys.implementation.cache_tag}.{hashlib.md5(_MAKERS.encode()).hexdigest()}"


class _Compiled(FileSystemBytecodeCache):
    """Compiled templates; where they cannot be read or written, they are compiled each time."""

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except Exception:  # whatever a damaged file makes of unpickling
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


def environment(
    name: str, folders: Sequence[Path] = (TEMPLATES,), **options: Any
) -> ImmutableSandboxedEnvironment:
    """An environment; `name` is its own, as the same template compiles to another program there.

    folders: those that hold templates. What a user brings is compiled anew each time.
    """
    is_kept = tuple(folders) == (TEMPLATES,) and not sys.dont_write_bytecode
    pattern = f"jinja.{name}.{COMPILED_BY}.%s"
    made = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folders),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        bytecode_cache=_Compiled(str(PACKAGE / "__pycache__"), pattern) if is_kept else None,
        **options,
    )
    del made.globals["lipsum"], made.filters["random"]  # the same inputs give the same bytes
    return made
