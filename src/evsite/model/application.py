"""What the cars do at a site, by the words of the vendor guide: how long they stay, and how far power may be stretched.

Table `data/applications.csv`: every row with the section that its numbers and its words are from. Words that the guide
does not have a row of its chart for stand on the row that it names for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from evsite.codebook.tables import number, rows
from evsite.model.spelling import folded

ApplicationName = Literal[
    "long-term-parking", "overnight-parking", "all-day-parking", "short-term-parking", "multifamily", "hotel", "fleet"
]
APPLICATION_NAMES: tuple[ApplicationName, ...] = get_args(ApplicationName)


@dataclass(frozen=True, slots=True)
class Application:
    """What the cars do here. None: the guide has no figure."""

    name: ApplicationName
    chart_row: str
    """The row of the guide's oversubscription chart."""
    title: str
    words: tuple[str, ...]
    """What else it may be called."""
    hours_plugged_in_h: float | None
    miles_needed: float | None
    short_stay: bool
    """Whether cars are gone before somebody who waits would have had a turn."""
    travelling: bool
    """Whether drivers come from further away than a day's driving."""
    waits_well: bool
    """Whether the guide finds first come, first served useful here."""
    takes_turns: bool
    """Whether the guide means ports to share below what they can charge with, in turns ("Equal Charge Policy")."""
    source: str
    """Where hours and miles are from."""
    source_of_words: str


@cache
def applications() -> dict[str, Application]:
    """Every application by its name, in the order of the table."""
    return {
        row["application"]: Application(
            name=row["application"],  # type: ignore[arg-type]
            chart_row=row["chart_row"],
            title=row["title"],
            words=tuple(row["words"].split(";")),
            hours_plugged_in_h=number(row["hours_plugged_in"]),
            miles_needed=number(row["miles_needed"]),
            short_stay=row["short_stay"] == "yes",
            travelling=row["travelling"] == "yes",
            waits_well=row["waits_well"] == "yes",
            takes_turns=row["takes_turns"] == "yes",
            source=row["source"],
            source_of_words=row["source_of_words"],
        )
        for row in rows("applications")
    }


def application_words() -> list[str]:
    """Everything that an application may be called: the names first, then the other words."""
    return [*applications(), *(word for each in applications().values() for word in each.words)]


def read_application(text: str) -> ApplicationName | None:
    """The application that a word means, whatever its case and punctuation; None for a word that there is not."""
    return _by_word().get(folded(text))


@cache
def _by_word() -> dict[str, ApplicationName]:
    return {folded(word): each.name for each in applications().values() for word in (each.name, *each.words)}
