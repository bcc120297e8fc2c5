"""Exit codes: part of the contract."""

from enum import IntEnum


class Exit(IntEnum):
    """How a command ended."""

    OK = 0
    FINDINGS = 1
    """Findings at or above --fail-on, or a site file that is not one."""
    USAGE = 2
    """An option or an argument that cannot be used."""
    UNREADABLE = 3
    """A file that cannot be read, or that is not TOML."""
    UNWRITABLE = 3
    """Results that cannot be written: a full disk, a closed stream, a file that may not be replaced."""
    BUG = 70
    INTERRUPTED = 130
