"""Rows of session files as they are read: moments still as they are written, and where each row stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from evsite.sitefile.sessions.row_files import RowFile, RowFilesError

if TYPE_CHECKING:
    from evsite.metering.stamps import Stamp
    from evsite.model.taper import Taper

Form = Literal["dated", "weekday"]
"""Whether the moments of a file are dates, or days of a week."""


class SessionFilesError(RowFilesError):
    """Raised when session files cannot be read; `errors` has one for each file that is wrong, itself the first."""


@dataclass(slots=True)
class RawSession:
    """A row of a file: what it says, with moments by the clock on the wall."""

    file: SessionFile
    row: int
    """Number of the row in its file, from 0."""
    title: str
    """What messages call it: "line 12", "arrival 3"."""
    name: str
    port: str | None
    arrive: Stamp
    leave: Stamp | None = None
    stay_s: float | None = None
    patience_s: float | None = None
    deadline: Stamp | None = None
    energy_kwh: float | None = None
    accept_a: float | None = None
    taper: Taper | None = None
    delivered_kwh: float | None = None


@dataclass(slots=True)
class SessionFile(RowFile):
    """A file of sessions, and what was read of it."""

    form: Form = "dated"
    rows: list[RawSession] = field(default_factory=list)
    slot_h: float | None = None
    until: Stamp | None = None
