"""All bytes of a file, or of standard input, and why they cannot be read."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path

from evsite.sitefile.recovery import lowered

_OWN_PIPES = frozenset({Path("/dev/fd"), Path("/proc/self/fd")})


class UnreadableError(Exception):
    """Raised where nothing can be read, with the reason in words; `missing` where there is no such file."""

    def __init__(self, reason: str, *, missing: bool = False) -> None:
        super().__init__(reason)
        self.missing = missing


def bytes_of_file(path: Path, most_bytes: int) -> bytes:
    """All bytes of a file.

    Raises
    ------
    UnreadableError
        It cannot be read, or it has more.
    """
    try:
        _refuse_named_pipe(path)
        with path.open("rb") as file:
            content = file.read(most_bytes + 1)
            size = max(os.fstat(file.fileno()).st_size, len(content))
    except OSError as error:
        raise UnreadableError(_why(error), missing=isinstance(error, FileNotFoundError)) from None
    except ValueError:
        raise UnreadableError("this cannot be the name of a file") from None
    if size > most_bytes:
        raise UnreadableError(
            f"the file has {size:,} bytes, expected at most {most_bytes:,} ({most_bytes // 2**20} MiB)"
        )
    return content


def bytes_of_standard_input(most_bytes: int) -> bytes:
    """All bytes of standard input, and one more than `most_bytes` where there are more.

    Raises
    ------
    UnreadableError
        It is closed, or cannot be read.
    """
    if sys.stdin is None:
        raise UnreadableError("standard input is closed")
    try:
        return sys.stdin.buffer.read(most_bytes + 1)
    except OSError as error:
        raise UnreadableError(_why(error, "standard input")) from None


def in_another_encoding(content: bytes, error: UnicodeDecodeError) -> tuple[str, str, int]:
    """The text of a file that is not UTF-8 as far as it can be determined, why it is not, and at which character."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace"), "the file is UTF-16, expected UTF-8", 0
    before = len(content[: error.start].decode("utf-8").removeprefix("\ufeff"))
    message = f"byte {content[error.start]:#04x} at offset {error.start} is not UTF-8"
    # most likely it was saved by an editor of Windows
    return (
        content.decode("cp1252", "replace")
        if before == error.start
        else (content.decode("utf-8", "replace").removeprefix("\ufeff")),
        message,
        before,
    )


def _refuse_named_pipe(path: Path) -> None:
    """Refuse a named pipe, since opening it waits until something writes to it.

    Pipes that a shell made for this process (`<(...)`, under /dev/fd) are read.
    """
    if path.parent not in _OWN_PIPES and stat.S_ISFIFO(path.stat().st_mode):
        raise OSError(errno.ESPIPE, "this is a named pipe, expected a file; - reads standard input")


def _why(error: OSError, what: str = "this file") -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file"
    if isinstance(error, IsADirectoryError):
        return "this is a directory, expected a file"
    if isinstance(error, PermissionError):
        return "no permission to read this file"
    if error.errno == errno.ESPIPE:
        return str(error.strerror)
    return f"cannot read {what}: {lowered(error.strerror or type(error).__name__)}"
