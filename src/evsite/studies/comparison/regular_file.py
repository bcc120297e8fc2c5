"""The regular installation as a site file, which may stand in another folder than that of the site."""

from __future__ import annotations

import copy
import os
from typing import TYPE_CHECKING, Any

from evsite.sitefile.starter import SCHEMA_LINE
from evsite.toml_text import document

if TYPE_CHECKING:
    from evsite.sitefile.document import Document
    from evsite.studies.comparison.regular_sizes import RegularSite


def text_for(regular: RegularSite, read: Document, filename: str) -> str:
    """The text of the file, with the files that it names found from where it stands.

    Parameters
    ----------
    regular
        The regular installation.
    read
        The document of the site, which the names of files in it are relative to.
    filename
        The name of the file that the text is for.
    """
    tables = copy.deepcopy(regular.tables)
    origin, target = os.path.abspath(read.folder), os.path.dirname(os.path.abspath(filename))  # noqa: PTH100, PTH120
    if origin != target:
        named: list[tuple[dict[str, Any], str]] = [(table, "data") for table in tables.get("loads", {}).values()]
        named.append((tables.get("site", {}), "catalog"))
        for table, key in named:
            value = table.get(key)
            if isinstance(value, str):
                table[key] = _moved(value, origin, target)
            elif isinstance(value, list):
                table[key] = [_moved(each, origin, target) for each in value]
    return f"{SCHEMA_LINE}\n\n{document(tables)}"


def _moved(name: str, origin: str, target: str) -> str:
    """The name of a file as it is from another folder."""
    path = os.path.join(origin, name)  # noqa: PTH118 - an absolute name stays one
    return name if os.path.isabs(name) else os.path.relpath(path, target)  # noqa: PTH117
