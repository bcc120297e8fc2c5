"""Which of the files that an editor opens are site files: a server is told of every TOML file."""

from __future__ import annotations

import re
from pathlib import Path

from pygls.uris import to_fs_path

_NAMES_SCHEMA = re.compile(
    r"\A\ufeff?(?:[ \t]*(?:#[^\n]*)?\r?\n)*?#:schema[ \t]+\S*\bsite\.schema\.json[ \t\r]*(?:\n|\Z)"
)
"""A line among the comments at the top that says by which schema the file is written."""


def file_path(uri: str) -> Path | None:
    """The path of a file on this machine by its address; None for any other address."""
    try:
        # a semicolon, which some editors leave as it is, is a part of the name
        name = to_fs_path(uri.replace(";", "%3B"))
    except ValueError:
        return None
    return Path(name) if name else None


def site_path(uri: str, text: str) -> Path | None:
    """The path of a site file; None for any other file.

    Parameters
    ----------
    uri
        Its address, as editors give it.
    text
        What stands in it.

    Returns
    -------
    Path | None
        The path of a file that is called site.toml or NAME.site.toml, as folders are searched for them, or of
        another one that names the schema of site files at its top; only of a file on this machine.
    """
    path = file_path(uri)
    if path is None:
        return None
    called = path.name == "site.toml" or path.name.endswith(".site.toml")
    return path if called or (path.suffix == ".toml" and _NAMES_SCHEMA.match(text)) else None
