"""The sites of a portfolio and the files beside them, read one by one: no more is in memory than is on its way."""

from __future__ import annotations

import csv
import io
import os
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from stat import S_ISREG
from typing import TYPE_CHECKING

import tomli

from evsite.model.finding import SiteFileError
from evsite.portfolio.tasks import Task
from evsite.sitefile.document import Document, content_of
from evsite.sitefile.file_names import file_name
from evsite.sitefile.named_files import NamedFiles, texts_in
from evsite.tariffs.shipped import shipped_tariffs
from evsite.words import count, listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evsite.portfolio.tasks import Asked

LIST_COLUMNS = ("site", "sessions", "trips", "tariff")
"""The titles of a list of sites; only the first has to be there."""
_ENDINGS = {
    "sessions": (".sessions.csv", ".sessions.csv.gz"),
    "trips": (".trips.csv", ".trips.csv.gz"),
    "tariff": (".tariff.toml", ".tariff.json"),
}
"""What a file beside a site file is called after its name without `.toml` and `.site`."""
_MOST_BYTES = 64 * 1024 * 1024
_MOST_ROWS = 1_000_000
_QUOTED = re.compile(r"\"([^\"\n]{1,4096})\"|'([^'\n]{1,4096})'")


@dataclass(frozen=True, slots=True)
class Case:
    """A site file and the files that its studies need, as paths; `beside` says whether to look for more beside it."""

    file: str
    sessions: str | None = None
    trips: str | None = None
    tariff: str | None = None
    beside: bool = True

    @property
    def path(self) -> str:
        """The name that it is shown under."""
        return file_name(self.file)


class ListError(ValueError):
    """Raised for a list of sites that is none; the message says in which line."""


def listed_cases(file: str) -> list[Case]:
    """The sites of a list: CSV with the columns site, sessions, trips and tariff; names start from its folder.

    Raises
    ------
    ListError
        With the first line that cannot be used.
    SiteFileError
        The file cannot be read, or is not text.
    """
    text = Document.read(file, toml=False).text
    folder = Path(file).parent
    rows = csv.reader(io.StringIO(text), strict=True)
    try:
        titles = [title.strip() for title in next(rows, [])]
        wrong = [title for title in titles if title not in LIST_COLUMNS]
        if "site" not in titles or wrong or len(set(titles)) < len(titles):
            found = ", ".join(map(repr, titles)) or "nothing"
            expected = f"the titles {listed(LIST_COLUMNS, 'and')}, of which site has to be there"
            raise ListError(f"{file}: line 1: found {found}, expected {expected}")
        cases = []
        for row in rows:
            if not any(map(str.strip, row)):
                continue
            values = dict(zip(titles, map(str.strip, row), strict=False))
            if len(row) != len(titles) or not values["site"]:
                expected = f"{count(len(titles), 'value')} with the name of a site file"
                raise ListError(f"{file}: line {rows.line_num}: found {count(len(row), 'value')}, expected {expected}")
            cases.append(_case_of(folder, values))
            if len(cases) > _MOST_ROWS:
                raise ListError(f"{file}: more than {_MOST_ROWS:,} sites")
    except csv.Error as error:
        raise ListError(f"{file}: line {rows.line_num}: this is not CSV: {error}") from None
    return cases


def _case_of(folder: Path, values: Mapping[str, str]) -> Case:
    sessions, trips, tariff = (values.get(title) or None for title in LIST_COLUMNS[1:])
    if tariff is not None and not (tariff in shipped_tariffs() and not (folder / tariff).exists()):
        tariff = str(folder / tariff)
    return Case(
        str(folder / values["site"]),
        None if sessions is None else str(folder / sessions),
        None if trips is None else str(folder / trips),
        tariff,
        beside=False,
    )


def task_of(case: Case, asked: Asked) -> Task:
    """A site with everything that it is worked out from; what cannot be read is said in the task."""
    path, folder = case.path, Path(case.file).parent
    try:
        content = content_of(Path(case.file), path)
    except SiteFileError as error:
        return Task(path, b"", asked, problem=error.findings[0].message)
    carried = _Carried(folder, asked.allow_outside)
    for name in _named_in(content):
        carried.add_named(name)
    given = {"sessions": case.sessions, "trips": case.trips, "tariff": case.tariff}
    if case.beside:
        given = {role: _beside(case.file, endings) for role, endings in _ENDINGS.items()}
    wanted = {
        "sessions": "simulate" in asked.do,
        "trips": "fleet" in asked.do,
        "tariff": "fleet" in asked.do,
    }
    names = {role: carried.add(name) for role, name in given.items() if name is not None and wanted[role]}
    return Task(
        path,
        content,
        asked,
        carried.content,
        names.get("sessions"),
        names.get("trips"),
        names.get("tariff"),
        carried.problem,
        tuple(sorted(carried.links)),
    )


@dataclass(slots=True)
class _Carried:
    """Files that go with a site, by their names relative to its folder."""

    folder: Path
    outside: bool
    content: dict[str, bytes] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    """Those that lead out of the folder where no file outside is allowed."""
    problem: str | None = None
    _size_bytes: int = 0

    def add_named(self, name: str) -> None:
        """A text of the site file; nothing happens unless it names a file that it may name."""
        try:
            path = NamedFiles(self.folder, self.outside).path(name)
            if path is None and ".." not in Path(name).parts and os.path.lexists(self.folder / name):
                self.links.append(name)
            if path is None or Path(name).is_absolute() or not S_ISREG(path.stat().st_mode):
                return
        except (OSError, ValueError):
            return
        self._read(path, PurePosixPath(Path(os.path.normpath(name))).as_posix())

    def add(self, name: str) -> str:
        """A file for a study; the name that it has beside the site, where it is no file that of a tariff of evsite."""
        if not os.path.lexists(name):
            if name in shipped_tariffs():
                return name
            self.problem = self.problem or f"{file_name(name)}: no such file"
        inside = PurePosixPath(Path(os.path.relpath(name, self.folder))).as_posix()
        self._read(Path(name), inside)
        return inside

    def _read(self, path: Path, name: str) -> None:
        if name in self.content or self.problem is not None:
            return
        try:
            content = content_of(path, name, most_bytes=_MOST_BYTES - self._size_bytes)
        except SiteFileError as error:
            self.problem = f"{name}: {error.findings[0].message}"
            return
        self.content[name] = content
        self._size_bytes += len(content)


def _beside(file: str, endings: tuple[str, ...]) -> str | None:
    path = Path(file)
    stem = path.name.removesuffix(".toml").removesuffix(".site")
    found = (path.with_name(f"{stem}{ending}") for ending in endings)
    return next((str(each) for each in found if each.is_file()), None)


def _named_in(content: bytes) -> Iterator[str]:
    """Texts of a site file that may be names of files; it is parsed only where quotes do not tell them."""
    text = content.decode("utf-8", "replace")
    if "\\" in text or '"""' in text or "'''" in text:
        try:
            yield from dict.fromkeys(texts_in(tomli.loads(text)))
        except (ValueError, RecursionError):  # its problems are told where it is worked out
            pass
        else:
            return
    yield from dict.fromkeys(one or other for one, other in _QUOTED.findall(text))
