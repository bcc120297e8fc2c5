"""Files that evsite writes: whole or not at all, and never over what it reads. No other module writes a file.

A file is written beside its place under another name and renamed to it, so that whoever looks finds the old file or
the whole new one. Where the name is a symbolic link, what it leads to is replaced and the link stays; other hard links
of a file keep what it held. What a file cannot take the place of (a pipe, a device, a descriptor like /dev/fd/63) is
written directly.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_IMODE, S_ISDIR, S_ISREG
from typing import TYPE_CHECKING, BinaryIO

from evsite.cli.console import refuse
from evsite.cli.places import place_of, standard_marks
from evsite.cli.streams import UnwritableError, reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from evsite.cli.inputs import Inputs
    from evsite.cli.places import Mark, Place

_NO_SYNC = {errno.EINVAL, errno.ENOTSUP}
"""What file systems answer that cannot be asked to put a file on the disk at once."""


class Outputs:
    """The files that a command is to write, by the names that were given for them, and the screen.

    `problems` has what is wrong with the names themselves: folders, and one file named twice.
    """

    def __init__(self, names: Sequence[str], *, screen: bool) -> None:
        self.problems: list[str] = []
        self._marks: list[tuple[str, frozenset[Mark]]] = []
        self._taken: dict[Mark, str] = {}
        if screen:
            marks = standard_marks(1)
            self._taken.update(dict.fromkeys(marks, "standard output"))
            self._marks.append(("standard output", frozenset(mark for mark in marks if mark[0] == "file")))
        for name in names:
            marks = self._examine(name)
            self.problems += _twins(name, marks, self._taken)
            self._taken.update(dict.fromkeys(marks - self._taken.keys(), name))
            self._marks.append((name, marks))
        self._written: dict[Mark, str] = {}

    def _examine(self, name: str) -> frozenset[Mark]:
        if not name:
            self.problems.append("the name is empty")
            return frozenset()
        try:
            place = place_of(name)
        except ValueError:
            self.problems.append(f"{name!r} cannot be the name of a file")
        except OSError:  # told when it is written
            pass
        else:
            self.problems += name_problems(name, place)
            return place.marks
        return frozenset()

    def over(self, inputs: Inputs) -> list[str]:
        """What is wrong with these outputs if `inputs` are read: those that are inputs too."""
        met = ((name, inputs.met_by(marks)) for name, marks in self._marks)
        return [_clash(name, found) for name, found in met if found is not None]

    def write(self, name: str, pieces: Iterable[str | bytes], inputs: Inputs) -> None:
        """Write one of the files; text is written as UTF-8.

        A file that is one of `inputs` by now, or that was written under another name already, ends the command.

        Raises
        ------
        UnwritableError
            It cannot be written; what was there is untouched.
        """
        with _writing(name):
            place = place_of(name)
            met = inputs.met_by(place.marks)
            problems = [_clash(name, met)] if met is not None else _twins(name, place.marks, self._written)
            if problems:
                refuse(problems)
            if place.special:
                _write_directly(name, place, pieces)
            else:
                _replace(place, pieces)
            self._written.update(dict.fromkeys(place_of(name).marks, name))


def make_folder(name: str) -> None:
    """Make a folder where there is none; its own folder has to be there.

    Raises
    ------
    UnwritableError
        It cannot be made, or something else has its name.
    """
    with _writing(name):
        Path(name).mkdir(exist_ok=True)


def create_file(name: str, pieces: Iterable[str | bytes]) -> bool:
    """Write a new file, and never over another one, whoever writes at the same time; whether there was none.

    Raises
    ------
    UnwritableError
        It cannot be written; no part of it is left behind.
    """
    with _writing(name):
        place = place_of(name)
        if _takes_writes(place):
            _write_directly(name, place, pieces)
            return True
        target = Path(name)
        if os.path.lexists(target):
            return False
        with _draft(target.parent, pieces) as draft:
            try:
                target.hardlink_to(draft)  # unlike a rename, fails where there is something already, were it a link
            except OSError:  # or a file system without links
                return _reserve_and_replace(draft, target)
    return True


def is_taken(name: str) -> bool:
    """Whether `create_file` would find a file there, as far as that can be known before."""
    try:
        return os.path.lexists(name) and not _takes_writes(place_of(name))
    except (OSError, ValueError):  # told when it is written
        return False


def site_target(path: str) -> str:
    """The site file that is meant by a path: a folder stands for its site.toml."""
    names_folder = path.endswith(("/", os.sep)) or os.path.isdir(path)  # noqa: PTH112 - False for what cannot be a name
    return str(Path(path) / "site.toml") if names_folder else path


def name_problems(name: str, place: Place) -> list[str]:
    """What is wrong with the name of an output: it is that of a folder or the screen, or its folder is not there."""
    if name == "-":
        return ["- is not the screen here, expected the name of a file"]
    if place.info is not None and S_ISDIR(place.info.st_mode):
        return [f"{name} is a folder, expected a file"]
    if name.endswith(("/", os.sep)):
        return [f"no folder {name!r}, and a file was expected"]
    if place.info is None:
        # the folder that was named, or that of the file that a link leads to
        folders = (folder for folder in (Path(name).parent, Path(place.path).parent) if not folder.is_dir())
        return [f"no folder {str(folder)!r} to write {Path(name).name} to" for folder in folders][:1]
    return []


def _takes_writes(place: Place) -> bool:
    """Whether a place is a pipe, a device or a descriptor, which is written as it is and not replaced."""
    return place.descriptor is not None or (place.info is not None and not _holds_something(place.info))


def _twins(name: str, marks: frozenset[Mark], taken: dict[Mark, str]) -> list[str]:
    twin = next((taken[mark] for mark in marks if mark in taken), None)
    if twin is None:
        return []
    return [f"{name} is named twice" if twin == name else f"{name} and {twin} are the same; each output needs its own"]


def _clash(name: str, met: str) -> str:
    what = "" if met == name else f" is {met}: it"
    return f"{name}{what} is read, and what is read is not written over; name another file"


def _holds_something(info: os.stat_result) -> bool:
    return S_ISREG(info.st_mode) or S_ISDIR(info.st_mode)


@contextmanager
def _writing(name: str) -> Iterator[None]:
    """Let everything that the system says against it be one kind of error, with the name of the file."""
    try:
        yield
    except OSError as error:
        raise UnwritableError(f"cannot write {name}: {reason(error)}") from error


def _replace(place: Place, pieces: Iterable[str | bytes]) -> None:
    """Put a file where there is none, or in place of another, whose permissions it takes over."""
    if place.info is not None and not os.access(place.path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    with _draft(Path(place.path).parent, pieces, place.info) as draft:
        draft.replace(place.path)


def _reserve_and_replace(draft: Path, target: Path) -> bool:
    """Rename a draft to a name that is free; whether it is."""
    try:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    try:
        draft.replace(target)
    except BaseException:
        target.unlink()
        raise
    return True


@contextmanager
def _draft(folder: Path, pieces: Iterable[str | bytes], old: os.stat_result | None = None) -> Iterator[Path]:
    """A complete file of a name that cannot be guessed, to be renamed; gone at the end where it was not.

    `old` is the file that it is going to replace.
    """
    draft = folder / f".evsite-{os.urandom(8).hex()}.tmp"
    new_only = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(draft, new_only, 0o666 if old is None else 0o600)
    try:
        with _stream(descriptor) as stream:
            stream.writelines(map(_bytes, pieces))
            stream.flush()
            if old is not None:
                _take_after(descriptor, old)
            _sync(descriptor)
        yield draft
    finally:
        with suppress(OSError):  # it was renamed
            draft.unlink()


def _write_directly(name: str, place: Place, pieces: Iterable[str | bytes]) -> None:
    """Write a pipe, a device or an open descriptor; a reader that went away (`>(head)`) is no error."""
    descriptor = os.open(name, os.O_WRONLY) if place.descriptor is None else os.dup(place.descriptor)
    with suppress(BrokenPipeError), _stream(descriptor) as stream:
        stream.writelines(map(_bytes, pieces))


def _stream(descriptor: int) -> BinaryIO:
    return open(descriptor, "wb")


def _bytes(piece: str | bytes) -> bytes:
    """What is written of a piece: the same bytes on every system."""
    return piece if isinstance(piece, bytes) else piece.encode("utf-8", "backslashreplace")


def _take_after(descriptor: int, old: os.stat_result) -> None:
    """Give a file the permissions of the one that it replaces, and its owner and group as far as that is allowed."""
    if sys.platform != "win32":
        for owner, group in ((old.st_uid, -1), (-1, old.st_gid)):
            with suppress(OSError):
                os.fchown(descriptor, owner, group)
        os.fchmod(descriptor, S_IMODE(old.st_mode))


def _sync(descriptor: int) -> None:
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
