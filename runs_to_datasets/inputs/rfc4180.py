"""CSV by the letter of RFC 4180: records one by one, or the first fault. Slow and exact."""

import re
from collections.abc import Iterator


class Malformed(Exception):
    """Where a text is no CSV, in bytes from its start, and why."""

    def __init__(self, offset: int, cause: str):
        self.offset, self.cause = offset, cause


_QUOTED = re.compile(rb'"((?:[^"]++|"")*+)"')
_PLAIN = re.compile(rb'[^",\r\n]*+')


def records(data: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """(offset, fields) of every record, by RFC 4180's letter; Malformed at the first fault."""
    at = 0
    while at < len(data):
        start, fields = at, []
        while True:
            if data.startswith(b'"', at):
                match = _QUOTED.match(data, at)
                if match is None:
                    raise Malformed(at, "quote never closed: close it, or write the file again")
                fields.append(match[1].replace(b'""', b'"'))
            else:
                match = _PLAIN.match(data, at)
                assert match is not None  # it matches the empty text too
                fields.append(match[0])
            at = match.end()
            following = data[at : at + 2]
            if following.startswith(b","):
                at += 1
                continue
            if following.startswith(b"\n"):
                at += 1
            elif following == b"\r\n":
                at += 2
            elif following.startswith(b"\r"):
                raise Malformed(
                    at, "a carriage return without a line feed: end lines with LF or CRLF"
                )
            elif following.startswith(b'"'):
                raise Malformed(
                    at, "a quote inside an unquoted field: quote the field, double the quote"
                )
            elif following:
                raise Malformed(at, "text after a closing quote: double the quotes inside a field")
            yield start, fields
            break
