"""The lines of a portfolio on disk: one JSON object a site, added as they come, found again by the next run."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import cache
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Self

from pydantic import TypeAdapter

from evsite.output.json.serialize import as_json
from evsite.studies.portfolio.results import SiteLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType
    from typing import IO

    from evsite.portfolio.tasks import Task


class Journal:
    """The file of lines. In memory is where each site stands in it, and no line.

    A line that was cut off when a run ended in its middle is removed, and one that cannot be read counts as none. Of
    several lines of a site the last one counts.

    Parameters
    ----------
    path
        The file, which is made where there is none; None for one that goes away at the end.
    """

    def __init__(self, path: Path | None) -> None:
        self._file: IO[bytes]
        if path is None:
            self._file = TemporaryFile()  # noqa: SIM115 - closed at the end of the journal
        else:
            self._file = path.open("r+b" if path.exists() else "w+b")
        self._places: dict[str, int] = {}
        end = 0
        for text in self._file:
            if not text.endswith(b"\n"):
                break
            line = _read(text)
            if line is not None:
                self._places[line.path] = end
            end += len(text)
        self._file.seek(end)
        self._file.truncate()
        self._end = end

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, line: SiteLine) -> None:
        """Write a line; it is there whatever happens next."""
        text = json.dumps(as_json(line), allow_nan=False).encode() + b"\n"
        self._file.seek(self._end)
        self._file.write(text)
        self._file.flush()
        self._places[line.path] = self._end
        self._end += len(text)

    def answer(self, task: Task, *, retry_failed: bool = False) -> bool:
        """Whether there is a line for a task already, of the same files, the same version and the same request."""
        line = self.line(task.path)
        return line is not None and task.answers(line) and not (retry_failed and line.failed)

    def line(self, path: str) -> SiteLine | None:
        """The line of a site; None where there is none."""
        if path not in self._places:
            return None
        self._file.seek(self._places[path])
        return _read(self._file.readline())

    def lines(self, paths: Iterable[str]) -> Iterator[SiteLine]:
        """The lines of these sites, in their order."""
        return (line for path in paths if (line := self.line(path)) is not None)


def _read(text: bytes) -> SiteLine | None:
    with suppress(ValueError):
        return _adapter().validate_json(text)
    return None


@cache
def _adapter() -> TypeAdapter[SiteLine]:
    return TypeAdapter(SiteLine)
