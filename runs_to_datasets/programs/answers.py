"""From a response to the answer in it: without reasoning, terminal escapes, end tokens, wrappers.

The marks are those that models and their servers really leave behind: R1 and Qwen3 (`<think>`),
Magistral (`[THINK]`), Kimi, gpt-oss (harmony channels, also with their tokens stripped), chat
templates, and the prompts of MBPP's few-shot format (`[BEGIN]`, `[DONE]`).
"""

import re
from dataclasses import dataclass

_TAGS = "think|thinking|thought|thoughts|reasoning|reflection|scratchpad|analysis|seed:think"
_OPEN = re.compile(
    rf"<(?:{_TAGS})>|\[THINK\]|◁think▷|<\|(?:begin_of_thought|think|START_THINKING)\|>",
    re.IGNORECASE,
)
_CLOSE = re.compile(
    rf"</(?:{_TAGS})>|\[/THINK\]|◁/think▷|<\|(?:end_of_thought|/think|END_THINKING)\|>",
    re.IGNORECASE,
)
_ANALYSIS = re.compile(r"<\|channel\|>\s*(?:analysis|commentary)")
_FINAL = re.compile(r"<\|channel\|>\s*final\s*(?:<\|constrain\|>[^<]*)?<\|message\|>")
_STRIPPED_FINAL = re.compile(r"assistant\s*final(?=\W|[A-Z`])")
# CSI, OSC and two-character sequences of ECMA-48, and the bell.
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_=>])")
_TURN_START = re.compile(
    r"\s*(?:<\|(?:im_start|start|START_RESPONSE)\|>|<start_of_turn>|<\|start_header_id\|>|<\|(?=assistant))"
    r"(?:assistant|model)?(?:\|>|<\|end_header_id\|>|<\|message\|>)?[ \t]*\n?"
)
_END = re.compile(
    r"<[|｜](?:im_end|im_start|endoftext|end_of_text|eot_id|eom_id|end|return|call|EOT|eos|"
    r"end[▁_]of[▁_]sentence|end[▁_]of[▁_]turn|END_OF_TURN_TOKEN|END_RESPONSE|user|system|assistant|start)[|｜]>"
    r"|</s>|<eos>|<end_of_turn>|<\|end_of_solution\|>|\[/?INST\]"
)
_DONE = re.compile(r"^[ \t]*\[DONE\]|\[DONE\][ \t]*$", re.MULTILINE)
_BEGIN = re.compile(r"\[BEGIN\][ \t]*\n?")
_WRAPPER = re.compile(
    r"<(answer|final_answer|final|solution|response|output|result)(?:\s[^<>]*)?>(.*?)(?:</\1>|\Z)",
    re.IGNORECASE | re.DOTALL,
)


_QUOTES = ("'", '"', "`")
_STRING_START = re.compile(r"""[=(,\[{:+]\s*[rbfuRBFU]{0,2}(["'])(?:(?!\1).)*$""")


@dataclass(frozen=True)
class Answer:
    """A response in two parts; text is '' where the reasoning never came to an end."""

    reasoning: str
    text: str


def answer_of(response: str) -> Answer:
    """The answer in a response, and the reasoning before it."""
    text = response
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x1b" in text:
        text = _ESCAPES.sub("", text)
    if "\ufeff" in text:
        text = text.removeprefix("\ufeff").replace("\n\ufeff", "\n")  # not inside of a string
    if not _has_marks(text):
        return Answer("", text)
    reasoning, text = _split(text)
    return Answer(reasoning.strip(), _unwrapped(text))


def _has_marks(text: str) -> bool:
    return "<" in text or "[" in text or "◁" in text or text.startswith("analysis")


def _is_quoted(text: str, start: int, end: int) -> bool:
    """Whether a mark stands in a text of code: in a string of one line, or in backticks."""
    if text[start - 1 : start] in _QUOTES and text[end : end + 1] in _QUOTES:
        return True
    before = text[text.rfind("\n", 0, start) + 1 : start]
    string = _STRING_START.search(before)
    return string is not None and string[1] in text[end:].partition("\n")[0]


def _marks(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [m.span() for m in pattern.finditer(text) if not _is_quoted(text, *m.span())]


def _split(text: str) -> tuple[str, str]:
    """(reasoning, what stands behind it)."""
    if finals := _marks(_FINAL, text):
        start, end = finals[-1]
        return text[:start], text[end:]
    if _ANALYSIS.search(text):
        return text, ""
    if text.startswith("analysis") and (found := [*_STRIPPED_FINAL.finditer(text)]):
        return text[: found[-1].start()], text[found[-1].end() :]
    closes = _marks(_CLOSE, text)
    reasoning = ""
    if closes:
        start, end = closes[-1]
        reasoning, behind = text[:start], text[end:]
        if not _has_code(behind) and _has_code(outside := _outside(text)):
            behind = outside  # the answer came first
        text = behind
        reasoning = _OPEN.sub("", reasoning, count=1)
    for start, _ in _marks(_OPEN, text):
        if not text[:start].rpartition("\n")[2].strip():  # opened again, and never closed
            return (reasoning + text[start:]).strip(), text[:start]
    return reasoning, text


def _has_code(text: str) -> bool:
    return "```" in text or "~~~" in text or "def " in text or "import " in text


def _outside(text: str) -> str:
    """A text without what stands between reasoning marks."""
    kept, depth, at = [], 0, 0
    marks = [(*span, 1) for span in _marks(_OPEN, text)]
    marks += [(*span, -1) for span in _marks(_CLOSE, text)]
    for start, end, step in sorted(marks):
        if depth == 0 and step == 1:
            kept.append(text[at:start])
        depth = max(depth + step, 0)
        at = end
    return "".join(kept) + (text[at:] if depth == 0 else "")


def _unwrapped(text: str) -> str:
    """An answer without turn marks, end tokens and the tags around it."""
    if start := _TURN_START.match(text):
        text = text[start.end() :]
    for begin, _ in _marks(_END, text):
        if text[:begin].strip():
            text = text[:begin]
            break
    if "<|begin_of_solution|>" in text:
        text = text.partition("<|begin_of_solution|>")[2]
    if done := _DONE.search(text):
        before = text[: done.start()]
        if before.strip():
            text = before
    begins = _marks(_BEGIN, text)
    if begins and not text[: begins[0][0]].rpartition("\n")[2].strip():
        text = text[begins[-1][1] :]
    wrapped = [m for m in _WRAPPER.finditer(text) if not _is_quoted(text, m.start(), m.start(2))]
    if wrapped and wrapped[-1][2].strip():
        text = wrapped[-1][2]
    return text
