"""A site of a portfolio as it travels: all files that it is worked out from, and what is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Literal, get_args

from evsite._version import __version__

if TYPE_CHECKING:
    import datetime as dt

    from evsite.studies.portfolio.results import SiteLine

Study = Literal["check", "report", "simulate", "fleet", "package"]
STUDIES: tuple[Study, ...] = get_args(Study)
"""What can be asked for, in the order in which it is done; a check is part of all the others."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is worked out for every site.

    `today` is the day by which an `[[ignore]]` of a site ends or not: that of the run, wherever its workers are.
    """

    do: tuple[Study, ...] = ("check",)
    zone: str | None = None
    allow_outside: bool = False
    today: dt.date | None = None

    @property
    def words(self) -> str:
        """All of it but the day in one line: a line of an earlier run that says the same is an answer."""
        more = [f"zone {self.zone}" if self.zone else "", "files outside allowed" if self.allow_outside else ""]
        return "; ".join([",".join(self.do), *filter(None, more)])


@dataclass(frozen=True, slots=True)
class Task:
    """A site to work out, which needs no file of the machine where that happens.

    `content` is the site file, `beside` has other files by their names relative to its folder. `problem` says why the
    site file could not be read: then there is no content. `outside` are names in the folder of the site that are links
    out of it, which is all that may be known of them.
    """

    path: str
    content: bytes
    asked: Asked
    beside: dict[str, bytes] = field(default_factory=dict)
    sessions: str | None = None
    trips: str | None = None
    tariff: str | None = None
    problem: str | None = None
    outside: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """SHA-256 of the site file."""
        return sha256(self.content).hexdigest()

    @property
    def beside_sha256(self) -> dict[str, str]:
        """SHA-256 of each file beside it by what it is for and its name; a tariff that is no file has none."""
        found = {name: sha256(content).hexdigest() for name, content in self.beside.items()}
        named = [("sessions", self.sessions), ("trips", self.trips), ("tariff", self.tariff)]
        roles = [(role, name) for role, name in named if name is not None]
        used = {name for _, name in roles}
        roles += [("named", name) for name in found if name not in used]
        roles += [("outside", name) for name in self.outside]
        return {f"{role} {name}": found.get(name, "") for role, name in sorted(roles)}

    @property
    def size_bytes(self) -> int:
        """How much of it travels."""
        return len(self.content) + sum(map(len, self.beside.values()))

    def answers(self, line: SiteLine) -> bool:
        """Whether a line of an earlier run says what this task would give."""
        unread = self.problem is not None
        return (
            line.path == self.path
            and not unread
            and (line.sha256, line.version, line.asked) == (self.sha256, __version__, self.asked.words)
            and line.beside == self.beside_sha256
        )
