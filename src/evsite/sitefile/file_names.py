"""What a file is called, in messages and in every format of results: one name, however it was given."""

from __future__ import annotations

import os
import posixpath
import re
from pathlib import PurePath

_SURROGATES = re.compile("[\ud800-\udfff]")


def file_name(given: str | os.PathLike[str], root: str | os.PathLike[str] = "") -> str:
    """The name that a file is shown under.

    Parameters
    ----------
    given
        Its name as it was given.
    root
        The folder that relative names start from; the working folder unless given.

    Returns
    -------
    str
        As `shown_path` has it, unless this were another file: `..` behind a link leads elsewhere.
    """
    name = os.fspath(given)
    try:
        shown = shown_path(name, os.path.abspath(root))  # noqa: PTH100 - no link is followed
        if ".." not in PurePath(name).parts or os.path.samefile(os.path.join(root, name), os.path.join(root, shown)):  # noqa: PTH118, PTH121
            return shown
    except (OSError, ValueError):  # no working folder, no such file, or no name of one
        pass
    return plain(PurePath(name).as_posix())


def shown_path(filename: str, root: str = "") -> str:
    """A file's name as repositories know it: forward slashes, relative to `root` where it lies below it."""
    path = PurePath(filename)
    if root and path.is_absolute() and path.is_relative_to(root):
        path = path.relative_to(root)
    return plain(posixpath.normpath(path.as_posix()))


def plain(text: str) -> str:
    """The text without lone surrogates, which no encoding can write (undecodable bytes of file names become them)."""
    return _SURROGATES.sub("\ufffd", text)
