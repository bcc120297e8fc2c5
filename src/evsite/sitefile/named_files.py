"""Files that a site file names: a meter's data, a catalogue, an as-built record.

A site file may come from a stranger, and a check of it reads what it names. So it names files in its own folder or
below, unless whoever runs the check allows others.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class NamedFiles:
    """Where the files are that a site file names: in `folder` or below, or anywhere with `outside`."""

    folder: Path
    outside: bool = False

    def path(self, name: str) -> Path | None:
        """The path of a file by the name that the site file gives it; None where that leads out of the folder.

        Raises
        ------
        ValueError
            This cannot be the name of a file.
        OSError
            Links cannot be followed.
        """
        path = self.folder / name
        if self.outside:
            return path
        folder = os.path.realpath(self.folder)
        return path if os.path.commonpath([folder, os.path.realpath(path)]) == folder else None


def texts_in(data: object) -> Iterator[str]:
    """Every text in tables and lists, under whatever key: what may be the name of a file."""
    left = [data]
    while left:
        value = left.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            left.extend(value.values())
        elif isinstance(value, list):
            left.extend(value)
