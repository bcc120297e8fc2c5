"""Where the name of a file leads, and whether two names lead to the same, however they are spelled or linked."""

from __future__ import annotations

import os
import stat
import sys
from typing import NamedTuple

Mark = tuple[str, object, object]
"""One thing that all names of a file have in common: its path through links, its number on the disk, a descriptor."""

_MOST_LINKS = 40


class Place(NamedTuple):
    """Where a name leads: the path through all links, what is there (None for nothing), and the open descriptor."""

    path: str
    info: os.stat_result | None
    descriptor: int | None = None

    @property
    def special(self) -> bool:
        """Whether something is there that a file cannot take the place of: a pipe, a device, an open descriptor."""
        return self.descriptor is not None or (self.info is not None and not stat.S_ISREG(self.info.st_mode))

    @property
    def marks(self) -> frozenset[Mark]:
        """What distinguishes this from other files; nothing for terminals and the like, which hold nothing."""
        if self.descriptor is not None:
            return _descriptor_marks(self.descriptor, self.info)
        path: Mark = ("path", os.path.normcase(self.path), None)
        if self.info is None:
            return frozenset({path})
        if stat.S_ISCHR(self.info.st_mode):
            return frozenset()
        return frozenset({path, file_mark(self.info)})


def place_of(name: str) -> Place:
    """Where `name` leads.

    Raises
    ------
    OSError
        That cannot be found out.
    ValueError
        No file can have this name.
    """
    descriptor = _descriptor(name)
    if descriptor is not None:
        return Place(name, os.fstat(descriptor), descriptor)
    try:
        path = os.path.realpath(name)
    except FileNotFoundError as error:
        raise FileNotFoundError(error.errno, "the working folder is gone") from None
    try:
        info = os.stat(name)  # noqa: PTH116 - a name that a user gave is left as it is
    except (FileNotFoundError, NotADirectoryError):
        info = None
    return Place(path, info)


def file_mark(info: os.stat_result) -> Mark:
    """The mark of something on a disk, whatever its names are."""
    return "file", info.st_dev, info.st_ino


def standard_marks(number: int) -> frozenset[Mark]:
    """The marks of standard input (0) or standard output (1): the descriptor, and the file that it is redirected to."""
    stream = sys.stdin if number == 0 else sys.stdout
    try:
        return _descriptor_marks(number, os.fstat(stream.fileno()))
    except (AttributeError, OSError, ValueError):  # closed, or replaced by something that is no file
        return _descriptor_marks(number, None)


def _descriptor_marks(number: int, info: os.stat_result | None) -> frozenset[Mark]:
    """The number, and the file behind it; pipes and terminals are not distinguished, for streams share them."""
    mark: Mark = ("descriptor", number, None)
    return frozenset({mark, file_mark(info)} if info is not None and stat.S_ISREG(info.st_mode) else {mark})


def _descriptor(name: str) -> int | None:
    """The open descriptor that a name like /dev/stdout or /dev/fd/63 stands for, also through links."""
    if not os.path.isdir("/dev/fd"):  # noqa: PTH112
        return None
    descriptors = os.path.realpath("/dev/fd")
    path = name
    for _ in range(_MOST_LINKS):
        folder, last = os.path.split(path)
        try:
            if last.isdecimal() and os.path.realpath(folder) == descriptors:
                return int(last)
            path = os.path.join(folder, os.readlink(path))  # noqa: PTH115, PTH118
        except (OSError, ValueError):  # no link
            return None
    return None
