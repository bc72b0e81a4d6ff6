"""Messages between the process of a program and the one of its tests: plain values by marshal.

marshal carries exact types (a tuple stays one, True stays True), refuses whatever is not plain, and
runs nothing when it is read.
"""

import marshal
import os
import select
import struct
from typing import Any

LONGEST = 1 << 28  # bytes of one message
MOST_VALUES = 10_000_000  # of one message
_ATOMS = {int, float, complex, bool, str, bytes, type(None)}
_LISTS = {list, tuple, set, frozenset}


class Ended(Exception):
    """The other side is gone."""


def is_plain(value: Any) -> bool:
    """Whether marshal carries a value as it is: no class but Python's own plain ones.

    marshal alone would take what has a buffer, as numpy's numbers have, for bytes.
    """
    open_values, n_values = [value], 0
    while open_values:
        one = open_values.pop()
        kind = type(one)
        n_values += 1
        if kind in _ATOMS:
            continue
        if n_values > MOST_VALUES:
            return False  # or it holds itself
        if kind in _LISTS:
            open_values.extend(one)
        elif kind is dict:
            open_values.extend(one)
            open_values.extend(one.values())
        else:
            return False
    return True


class Channel:
    """Two pipe ends."""

    def __init__(self, reading: int, writing: int):
        self._reading, self._writing = reading, writing

    def send(self, message: Any) -> None:
        """Sends a plain value; ValueError for any other, Ended where nobody reads."""
        data = marshal.dumps(message)
        data = struct.pack("<Q", len(data)) + data
        try:
            while data:
                data = data[os.write(self._writing, data) :]
        except OSError:
            raise Ended from None

    def receive(self, seconds: float | None = None) -> Any:
        """The next value; Ended where there is none, or what came is none.

        TimeoutError where it does not begin in so many seconds.
        """
        if seconds is not None and not select.select([self._reading], [], [], seconds)[0]:
            raise TimeoutError
        try:
            (size,) = struct.unpack("<Q", self._read(8))
            if size > LONGEST:
                raise Ended
            return marshal.loads(self._read(size))
        except (OSError, ValueError, EOFError, TypeError):
            raise Ended from None

    def _read(self, size: int) -> bytes:
        parts = []
        while size:
            part = os.read(self._reading, min(size, 1 << 20))
            if not part:
                raise Ended
            parts.append(part)
            size -= len(part)
        return b"".join(parts)
