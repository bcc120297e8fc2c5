"""The answer in two sentences: what every driver gets at least, whether it is enough for the stay, what limits it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.network.titles import limited_by_title
from evsite.output.text.figures import trimmed
from evsite.output.text.names import summarize_names
from evsite.words import amps, count, digits_apart, format_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.documents.site_page import SitePage
    from evsite.model.limit_id import LimitedBy
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
    yield f"What limits it: {_limits(page)}."


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
    told = f"In a stay of {format_number(hours_h)} h that is {gained} miles"
    if needed_mi is None or found.enough is None:
        return f"{told}."
    return f"{told}, {'enough' if found.enough else 'not enough'} for the {format_number(needed_mi)} that are needed."


def gained_words(found: Headline) -> str | None:
    """The miles that a stay brings, guaranteed or else typical, as they are told everywhere on the page."""
    gained_mi = found.typical_mi if found.guaranteed_mi is None else found.guaranteed_mi
    if gained_mi is None:
        return None
    needed_mi = found.stay.miles_needed
    return format_number(gained_mi, None if needed_mi is None else digits_apart(gained_mi, needed_mi))


def _limits(page: SitePage) -> str:
    """What holds the ports that are promised least."""
    limits = page.headline.limited_by
    if all(found.kind == "port-rating" for found in limits):
        return "what the ports are rated for, so sharing takes nothing away"
    site = page.loaded.site
    told = summarize_names(limited_by_title(site, _without_leg(found)) for found in limits)
    groups = {found.limit.owner for found in limits if found.limit is not None and found.limit.kind == "group"}
    if len(groups) == 1 and len(groups) == len({_without_leg(found) for found in limits}) and page.week is None:
        group = site.groups[groups.pop()]
        if group.limit_a is not None:
            told += f", held to {amps(group.limit_a)}"
        elif group.limit_kw is not None:
            told += f", held to {format_number(group.limit_kw)} {group.power_unit}"
    return told


def _without_leg(found: LimitedBy) -> LimitedBy:
    """What holds a port, without the conductor where it has a name without it."""
    if found.limit is None or found.limit.kind == "transformer":
        return found
    return found._replace(limit=found.limit._replace(leg=None))
