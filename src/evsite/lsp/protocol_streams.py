"""The two ends of a conversation as pygls takes them: neither holds up the end of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.lsp.background import Background

if TYPE_CHECKING:
    import asyncio
    from io import RawIOBase
    from typing import BinaryIO


_LONGEST_HEADER, _AT_ONCE = 1024, 65536
"""So many bytes are taken for a line of a header, and asked for at once of what follows it."""


class Input:
    """What the protocol is read from, in a thread that holds up neither the loop nor the end of the process.

    Parameters
    ----------
    stream
        Without a buffer: the lock of one that a thread waits in is an error where Python ends.
    """

    def __init__(self, stream: BinaryIO | RawIOBase) -> None:
        self._stream = stream
        self._background = Background("evsite reads")

    def readline(self) -> asyncio.Future[bytes]:
        """A line with its end; nothing where the editor has gone, or writes what is no line of a header."""
        return self._background.start(lambda _: self._line()).result

    def readexactly(self, size: int) -> asyncio.Future[bytes]:
        """So many bytes; fewer where the editor went before it had written them."""
        return self._background.start(lambda _: self._exactly(size)).result

    def _line(self) -> bytes:
        line = self._stream.readline(_LONGEST_HEADER)
        return line if len(line) < _LONGEST_HEADER or line.endswith(b"\n") else b""

    def _exactly(self, size: int) -> bytes:
        parts: list[bytes] = []
        while size and (part := self._stream.read(min(size, _AT_ONCE))):
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


class Output:
    """What the protocol is written to; the first failure ends the server, and is kept."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.failure: OSError | None = None

    def write(self, data: bytes) -> None:
        """Write a message at once."""
        try:
            self._stream.write(data)
            self._stream.flush()
        except OSError as error:
            self.failure = error
            raise SystemExit from None

    def flush(self) -> None:
        """Nothing: every message has been flushed."""

    def close(self) -> None:
        """Nothing: whoever opened it closes it."""
