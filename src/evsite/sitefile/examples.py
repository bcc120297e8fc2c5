"""The examples that come with evsite: what they are called, what they show, and the files that they name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evsite.sitefile.document import Document
from evsite.sitefile.named_files import texts_in
from evsite.sitefile.starter import SCHEMA_LINE

if TYPE_CHECKING:
    from collections.abc import Mapping

_PACKAGE = Path(__file__).parents[1] / "examples"
_CHECKOUT = Path(__file__).parents[3] / "examples"
"""Where they are beside the code of a checkout, which the package has in itself."""
_SCHEMA = "#:schema "
_NAMED = re.compile(r"\bexamples/(data/[\w.-]*\w)")
"""A file of data in a command of a comment."""
_FOLDERS = ("", "designs", "sized", "guide", "broken")
"""The folders in the order in which examples are listed."""


@dataclass(frozen=True, slots=True)
class Example:
    """A site file to start from, or to learn from. `shows` is its first sentence; `broken` ones fail their check."""

    name: str
    path: Path
    shows: str
    broken: bool

    def text_for(self, target: str) -> str:
        """The site file as it is written to another place.

        Parameters
        ----------
        target
            The name of the file, which commands in its comments name in place of the example.
        """
        lines = self.path.read_text(encoding="utf-8").splitlines(keepends=True)
        body = "".join(line for line in lines if not line.startswith(_SCHEMA))
        place = self.path.relative_to(examples_folder()).as_posix()
        body = body.replace(f"examples/{place}", target)
        for name in self.data():
            body = body.replace(f"examples/{name}", (Path(target).parent / name).as_posix())
        return f"{SCHEMA_LINE}\n{body}"

    def data(self) -> Mapping[str, Path]:
        """The files that it names, by the names that it has for them; commands in its comments name some too."""
        text = self.path.read_text(encoding="utf-8")
        document = Document.parse(text, str(self.path))
        folder = self.path.parent
        named = {*texts_in(document.data), *_NAMED.findall(text)}
        return {name: folder / name for name in sorted(named) if (folder / name).is_file()}


def examples_folder() -> Path:
    """Where the examples are: in the package, or beside the code of a checkout."""
    return _PACKAGE if _PACKAGE.is_dir() else _CHECKOUT


def all_examples() -> dict[str, Example]:
    """Every example by name: its own file's, which no two share."""
    folder = examples_folder()
    found = sorted(folder.rglob("*.toml"), key=lambda path: (_FOLDERS.index(_below(path, folder)), path.stem))
    return {path.stem: _example(path, folder) for path in found}


def _below(path: Path, folder: Path) -> str:
    return "" if path.parent == folder else path.parent.name


def _example(path: Path, folder: Path) -> Example:
    comments = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            comments.append(line.removeprefix("# "))
        elif not line.startswith(_SCHEMA):
            break
    comment = " ".join(comments).replace("asked for: ", "sized: ").removeprefix("Broken: ")
    first = comment.partition(". ")[0].partition(" evsite size ")[0].rstrip(".")
    return Example(path.stem, path, first, _below(path, folder) == "broken")
