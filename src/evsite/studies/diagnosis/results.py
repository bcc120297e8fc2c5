"""What a diagnosis answers, as plain data; what the answers rest on is in `evidence`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from evsite.allocation.result import Share
    from evsite.studies.diagnosis.evidence import Evidence
    from evsite.studies.headline import Headline

Symptom = Literal["slow", "zero", "not-enabled"]
"""Vehicles charge slower than expected, a port gives nothing, or power sharing is not shown as enabled."""
SYMPTOMS: tuple[Symptom, ...] = get_args(Symptom)

Answer = Literal["yes", "check-on-site", "no"]
"""Whether the site has a cause by its file; what no file can show is to be checked on site."""

CauseName = Literal[
    "unreachable-stations",
    "oversubscription",
    "shared-power",
    "limits-that-bind",
    "schedule",
    "metered-load",
    "jumper",
    "power-select",
    "shared-modules",
    "vehicle",
    "station-setting",
    "below-1.5-kw",
    "no-power",
    "turns",
    "first-come",
    "breaker",
    "vehicle-full",
    "vehicle-overheated",
    "unsupported-stations",
    "plan",
    "no-group",
    "organization-properties",
    "group-setup",
    "names",
    "as-built",
]


@dataclass(frozen=True, slots=True)
class FoundRemedy:
    """What a check finds about a cause, and what would put it right in words; empty where nothing is known to help."""

    code: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Cause:
    """A possible cause, whether the site has it, what that rests on, and what to change."""

    cause: CauseName
    answer: Answer
    evidence: tuple[Evidence, ...] = ()
    remedies: tuple[FoundRemedy, ...] = ()


@dataclass(frozen=True, slots=True)
class SymptomCauses:
    """A symptom and its possible causes: those that the site has first, then those to be checked on site."""

    symptom: Symptom
    causes: tuple[Cause, ...]

    def having(self, answer: Answer) -> tuple[Cause, ...]:
        """The causes with one answer."""
        return tuple(cause for cause in self.causes if cause.answer == answer)


@dataclass(frozen=True, slots=True)
class Case:
    """One moment, as an allocation has it: what each port that was asked for gets, and how many are in use."""

    shares: tuple[Share, ...]
    in_use: int
    at: str | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The answer for a site; `ports` are those that it is about, `case` is the moment that was asked for."""

    headline: Headline
    ports: tuple[str, ...]
    symptoms: tuple[SymptomCauses, ...]
    case: Case | None
    miles_per_kwh: float
    premise: str | None
    notes: tuple[str, ...]
