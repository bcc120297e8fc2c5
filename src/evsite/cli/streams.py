"""Standard output and standard error as every command has them: what a failed write means is decided here, once.

Nothing heavy is imported here: `evsite --version` goes through this module too.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from abc import abstractmethod
from contextlib import contextmanager, suppress
from select import select

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, BinaryIO, TextIO


class UnwritableError(Exception):
    """Raised when results cannot be written; the message says where they should have gone, and why they did not."""


def reason(error: OSError) -> str:
    """Why the system refused, in its own words and within a sentence: "no space left on device"."""
    text = error.strerror or type(error).__name__
    return text[:1].lower() + text[1:]


class _Sink(io.RawIOBase):
    """The file under a standard stream; `inner` is None where the stream was closed when the program started.

    After the first write that fails everything is swallowed: the program has dealt with the failure by then, and what
    is left in buffers when the process ends cannot fail again.
    """

    def __init__(self, inner: Any, name: str) -> None:  # noqa: ANN401 - a raw or a buffered stream, by the mode of Python
        self.name = name
        self.over = False
        self._inner = inner

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self._inner is not None and bool(self._inner.isatty())

    def fileno(self) -> int:
        if self._inner is None:
            raise io.UnsupportedOperation(f"{self.name} is closed")
        return int(self._inner.fileno())

    def write(self, data: Any) -> int:  # noqa: ANN401 - whatever has bytes
        if not self.over:
            try:
                return self._written(data)
            except OSError as error:
                self.over = True
                self.failed(error)
        return len(data)

    def _written(self, data: Any) -> int:  # noqa: ANN401
        if self._inner is None:
            raise OSError(errno.EBADF, "it is closed")
        while (written := self._inner.write(data)) is None:  # a pipe that does not block, and is full
            select((), (self._inner,), ())
        return int(written)

    @abstractmethod
    def failed(self, error: OSError) -> None:
        """Deal with a write that failed."""


class _Results(_Sink):
    """Standard output: a reader that went away (`| head`) is no error, any other failure ends the command."""

    def failed(self, error: OSError) -> None:
        if not isinstance(error, BrokenPipeError):
            raise UnwritableError(f"cannot write to standard output: {reason(error)}") from None


class _Remarks(_Sink):
    """Standard error: where nobody reads it there is no reader."""

    def failed(self, error: OSError) -> None:
        pass


@contextmanager
def standard_streams() -> Iterator[None]:
    """Standard output and standard error that behave as described above, also where they are closed.

    Streams that somebody has put in place of those of the process stay; only names that they cannot carry are spelled
    with escapes, which no stream of a command may stumble over.
    """
    before = sys.stdout, sys.stderr
    _occupy()
    sys.stdout = _stream(sys.stdout, sys.__stdout__, _Results, "<stdout>")
    sys.stderr = _stream(sys.stderr, sys.__stderr__, _Remarks, "<stderr>")
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def _occupy() -> None:
    """Fill closed descriptors of output, so that no file is opened as one of them; what they get cannot be written."""
    for wanted in (1, 2):
        try:
            os.fstat(wanted)
        except OSError:
            with suppress(OSError):
                descriptor = os.open(os.devnull, os.O_RDONLY)
                if descriptor != wanted:
                    os.dup2(descriptor, wanted)
                    os.close(descriptor)


def _stream(present: TextIO | None, original: TextIO | None, kind: type[_Sink], name: str) -> TextIO:
    if present is None:
        return io.TextIOWrapper(io.BufferedWriter(kind(None, name)), encoding="utf-8", errors="backslashreplace")
    if present is original and isinstance(present, io.TextIOWrapper):
        inner = getattr(present.buffer, "raw", present.buffer)
        return io.TextIOWrapper(
            io.BufferedWriter(kind(inner, name)),
            encoding=present.encoding,
            errors="backslashreplace",
            line_buffering=present.line_buffering or present.write_through,
        )
    if isinstance(present, io.TextIOWrapper):
        present.reconfigure(errors="backslashreplace")
    return present


def reader_is_gone() -> bool:
    """Whether nobody reads standard output any more, so that nothing more has to be made for it."""
    sink = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    return isinstance(sink, _Sink) and sink.over


def discard_results() -> None:
    """Let what is still to be written to standard output go nowhere: after an interrupt nobody waits for it."""
    sink = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    if isinstance(sink, _Results):  # no more is standard output where remarks are printed in its place
        sink.over = True


def standard_output_alone() -> BinaryIO:
    """Standard output as bytes, for a protocol: whatever else is printed goes to standard error from then on.

    Raises
    ------
    OSError
        It is closed.
    """
    stream = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.stdout = sys.stderr
    return stream
