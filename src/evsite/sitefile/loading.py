"""The door: from a file or a text to a site, or to everything that is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.sitefile.document import Document, LoadedSite
from evsite.sitefile.resolve.site import resolve

if TYPE_CHECKING:
    import os

    from evsite.model.site import Site


def read(path: str | os.PathLike[str], *, root: str | os.PathLike[str] = "", allow_outside: bool = False) -> LoadedSite:
    """As `load`, and the document beside the site."""
    document = Document.read(path, root=root, site=True, if_missing="evsite init writes a file to start from")
    document.outside = allow_outside
    return LoadedSite(resolve(document), document)


def load(path: str | os.PathLike[str], *, root: str | os.PathLike[str] = "", allow_outside: bool = False) -> Site:
    """Read a site file, or standard input for "-".

    Parameters
    ----------
    path
        A TOML file in UTF-8, of the keys that `docs/site-file.md` lists; messages name it relative to `root`.
    root
        The folder that a relative path starts from, the working folder unless given.
    allow_outside
        Whether the file may name data, catalogues and records outside of its own folder.

    Returns
    -------
    Site
        The site, every family expanded, every name looked up, every quantity a number in the unit of its name.

    Raises
    ------
    SiteFileError
        With every problem of the file, in file order; `unreadable` if there was nothing to look at.
    """
    return read(path, root=root, allow_outside=allow_outside).site


def loads(text: str, filename: str = "<string>", *, allow_outside: bool = False) -> Site:
    """Read a site from TOML text.

    Parameters
    ----------
    text
        What a site file holds.
    filename
        Shown in messages; files that the text names are looked for beside it.
    allow_outside
        Whether the text may name data, catalogues and records outside of that folder.

    Returns
    -------
    Site
        The site, every family expanded, every name looked up, every quantity a number in the unit of its name.

    Raises
    ------
    SiteFileError
        With every problem of the text, in order; `unreadable` if it is not TOML.
    """
    document = Document.parse(text, filename, site=True)
    document.outside = allow_outside
    return resolve(document)
