"""The answer in two sentences: what every driver gets at least, whether it is enough for the stay, what limits it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.text.figures import trimmed
from evsite.output.text.headline_words import gained_words, limiting_words
from evsite.words import count, format_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.documents.site_page import SitePage
    from evsite.studies.headline import Headline, PortFigures


def lead(page: SitePage) -> str:
    """The answer for people who read nothing else."""
    found, site = page.headline, page.loaded.site
    if found.errors:
        return (
            f"{count(found.errors, 'error')} to mend before it is built; the figures below are of the design as it is."
        )
    if not site.ports:
        return "There are no charging ports yet."
    return " ".join(_answer(page))


def _answer(page: SitePage) -> Iterator[str]:
    found, ports = page.headline, len(page.loaded.site.ports)
    got = found.guaranteed
    if got is None or not got.power_kw:
        yield _nothing(found)
        if found.typical is not None and found.typical.power_kw:
            yield f"With half of the ports in use, evenly spread, each gets at least {_power(found.typical)}."
        return
    others = ports - found.sharing
    whose = f"at {found.sharing:,} of {ports:,} ports" if others else ""
    turns = "on average " if got.longest_wait_h else ""
    yield f"Every driver {whose + ' ' if whose else ''}gets {turns}at least {_power(got)}."
    if others:
        yield f"At the other {others:,} nothing is promised."
    if page.report.unfit.loads:
        yield f"But what the building draws is {page.report.unfit.words}."
    stay = _stay(found)
    if stay:
        yield stay
    yield f"What limits it: {limiting_words(page.loaded.site, found, by_hour=page.week is not None)}."


def _nothing(found: Headline) -> str:
    if found.guaranteed is not None and not found.exact:
        return "No minimum could be proved for a driver while many others are plugged in."
    if found.guaranteed is not None:
        return "No driver is sure of any power: with enough others plugged in a vehicle gets nothing."
    if found.in_order:
        return "Who comes first is served first, so nothing is promised to who comes last."
    return "No driver is promised any power: no port is in a power-sharing group."


def _power(got: PortFigures) -> str:
    return f"{trimmed(got.power_kw, 2)} kW, {trimmed(got.range_mi_per_h, 1)} miles of range an hour"


def _stay(found: Headline) -> str:
    hours_h, needed_mi, gained = found.stay.hours_h, found.stay.miles_needed, gained_words(found)
    if hours_h is None or gained is None:
        return ""
    gain = f"In a stay of {format_number(hours_h)} h that is {gained} miles"
    if needed_mi is None or found.enough is None:
        return f"{gain}."
    return f"{gain}, {'enough' if found.enough else 'not enough'} for the {format_number(needed_mi)} that are needed."
