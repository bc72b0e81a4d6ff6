"""Comments that models leave where an answer should stand: `# Your code here`."""

import io
import re
import tokenize

_THING = r"(?:code|solution|implementation|logic|program|function|method|answer)"
_VERB = r"(?:add|write|put|insert|enter|place|implement|complete|start|begin|fill in)"
# Nothing is said but that something is to come: `TODO: handle zero` says something.
_PHRASE = re.compile(
    rf"""(?:todo|fixme)\W*(?:{_VERB}\s*(?:this|the|your|here|{_THING}|\s)*)?
    |(?:todo\W+)?(?:(?:your\ task\ is\ to|please)\s+)?{_VERB}\s+(?:(?:your|the)\s+)?
        (?:own\s+|actual\s+)?{_THING}\s+(?:goes\s+)?(?:here|below)
    |(?:{_VERB}\s+)?your\s+(?:own\s+|actual\s+)?{_THING}(?:\s+of\s+[\w ]{{1,40}}?)?
        (?:\s+(?:goes|starts|begins|comes))?(?:\s+(?:here|below))?
    |(?:the\s+)?{_THING}\s+(?:goes|starts|begins|comes)\s+(?:here|below)
    |{_VERB}\s+(?:your\ task\s+)?here
    """,
    re.IGNORECASE | re.VERBOSE,
)
_PERHAPS = re.compile(r"#[^\n]*\b(?:your|here|below|todo|fixme)\b", re.IGNORECASE)


def is_phrase(text: str) -> bool:
    """Whether a text, comment or not, only says that an answer is to come."""
    return _PHRASE.fullmatch(text.strip(" \t\n#.:!…-<>[]()\"'")) is not None


def without_placeholders(code: str) -> str:
    """A program without the comments that only say that something is to come."""
    if not _PERHAPS.search(code):
        return code
    try:
        found = [
            token
            for token in tokenize.generate_tokens(io.StringIO(code).readline)
            if token.type == tokenize.COMMENT and is_phrase(token.string)
        ]
    except (tokenize.TokenError, SyntaxError):
        return code
    lines = code.split("\n")
    for token in reversed(found):
        row, column = token.start
        before = lines[row - 1][:column].rstrip()
        if before:
            lines[row - 1] = before
            continue
        end = row
        while end < len(lines) and not lines[end].strip() and lines[row - 2].endswith(":"):
            end += 1  # the blank lines behind it, at the top of a block
        del lines[row - 1 : end]
    return "\n".join(lines)
