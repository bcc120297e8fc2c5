"""What sessions are asked for: which profile fits, and everything that is wrong with what was said, at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from evsite.model.application import applications, read_application
from evsite.model.spelling import folded
from evsite.studies.arrivals.profiles import arrival_profiles
from evsite.words import count, enumeration, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.metering.zones import Zone
    from evsite.model.application import ApplicationName
    from evsite.studies.arrivals.profiles import ArrivalProfile

MOST_VISITS = 500_000
"""Most days of drivers, drivers times days, that sessions are made for."""
_FIRST_YEAR, _LAST_YEAR = 1970, 2100
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class ArrivalsProblem:
    """One thing that is wrong with a request: which argument, and what would be accepted."""

    about: str
    message: str


class ArrivalsError(ValueError):
    """Sessions cannot be made; `problems` says why, all of it."""

    def __init__(self, problems: tuple[ArrivalsProblem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(problem.message for problem in problems))


@dataclass(frozen=True, slots=True)
class ArrivalsRequest:
    """What is asked for, as it was said."""

    profile: str | None
    application: ApplicationName | None
    """That of the site, which a profile is taken for where none is said."""
    drivers: int
    days: int
    seed: int
    start: str | None
    zone: Zone | None
    ports: int | None
    energy: str

    def understood(self) -> tuple[ArrivalProfile, date | None]:
        """The profile, and the first day where it has a date.

        Raises
        ------
        ArrivalsError
            With every problem of the request.
        """
        profile = self._profile()
        start = self._start()
        failed = [each for each in (profile, start) if isinstance(each, ArrivalsProblem)]
        problems = (*failed, *self._numbers())
        if problems or isinstance(profile, ArrivalsProblem) or isinstance(start, ArrivalsProblem):
            raise ArrivalsError(problems)
        return profile, start

    def _profile(self) -> ArrivalProfile | ArrivalsProblem:
        asked = self.profile if self.profile is not None else self.application
        if asked is None:
            return ArrivalsProblem("profile", f"no profile is given, and the site no application; {_offered()}")
        named = {folded(name): each for name, each in arrival_profiles().items()}.get(folded(asked))
        application = read_application(asked)
        fitting = (each for each in arrival_profiles().values() if application and each.application == application)
        found = named or next(fitting, None)
        if found is not None:
            return found
        if application is not None:
            title = applications()[application].title
            return ArrivalsProblem(
                "profile", f"no sessions are known of {title}; {_offered()}; or give a file of sessions"
            )
        return ArrivalsProblem("profile", f"no profile is called '{printable(asked[:_SHOWN])}'; {_offered()}")

    def _start(self) -> date | ArrivalsProblem | None:
        if self.start is None:
            if self.zone is not None:
                return ArrivalsProblem("zone", "sessions without a start have days of a week, which go by no zone")
            return None
        expected = f'expected a date from {_FIRST_YEAR} to {_LAST_YEAR} like "2026-06-01"'
        shown = printable(self.start[:_SHOWN])
        try:
            start = date.fromisoformat(self.start.strip())
        except ValueError:
            return ArrivalsProblem("start", f"'{shown}' is no date; {expected}")
        if not _FIRST_YEAR <= start.year <= _LAST_YEAR:
            return ArrivalsProblem("start", f"'{shown}' is out of range; {expected}")
        if self.zone is None:
            return ArrivalsProblem("zone", 'dates need a time zone, like "America/Los_Angeles"')
        return start

    def _numbers(self) -> Iterator[ArrivalsProblem]:
        least = {"drivers": 1, "days": 1, "seed": 0, "ports": 1}
        said = {"drivers": self.drivers, "days": self.days, "seed": self.seed, "ports": self.ports}
        for about, value in said.items():
            if value is not None and value < least[about]:
                yield ArrivalsProblem(about, f"{about} is {value}; expected a whole number from {least[about]} up")
        if self.drivers > 0 and self.days > 0 and self.drivers * self.days > MOST_VISITS:
            message = (
                f"{count(self.drivers, 'driver')} on {count(self.days, 'day')} are too many; expected at most"
                f" {MOST_VISITS:,} days of drivers"
            )
            yield ArrivalsProblem("days", message)
        if self.energy not in {"asked", "delivered"}:
            shown = printable(self.energy[:_SHOWN])
            yield ArrivalsProblem("energy", f"energy is '{shown}'; expected 'asked' or 'delivered'")


def _offered() -> str:
    told = []
    for name, profile in arrival_profiles().items():
        fits = f", for {applications()[profile.application].title}" if profile.application else ""
        told.append(f"'{name}' ({profile.garage}{fits})")
    return f"there is {enumeration(told)}"
