"""The names that every program has without binding them."""

import builtins

BUILTINS = frozenset(dir(builtins)) | {
    "__name__", "__file__", "__doc__", "__annotations__", "__builtins__", "__spec__", "__package__",
    "__loader__", "__debug__", "WindowsError",
}  # fmt: skip
