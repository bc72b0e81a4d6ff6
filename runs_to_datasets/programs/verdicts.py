"""Whether a failing answer shows a wrong program, and not a slip around a right one."""

from runs_to_datasets.programs.cutting import Program
from runs_to_datasets.programs.fences import blocks_of


def why_failing_is_unusable(answer: str, program: Program, kind: str) -> str | None:
    """Why a wrong answer teaches nothing, or None.

    A fence that never closes: the harness may have found no code. An assert that was cut: the
    answer's own tests may be what failed.
    """
    if any(not block.is_closed for block in blocks_of(answer)):
        return "a fence that never closes"
    if program.lost_assert and kind != "program":
        return "tests of its own, which may be what failed"
    return None
