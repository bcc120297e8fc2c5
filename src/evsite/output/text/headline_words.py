"""Words for the answer in short that the report and the page share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.week import show_stretches
from evsite.network.titles import limited_by_title
from evsite.output.text.names import summarize_names
from evsite.studies.premise import unheld_words
from evsite.words import amps, digits_apart, format_number, kw

if TYPE_CHECKING:
    from evsite.model.limit_id import LimitedBy
    from evsite.model.site import Site
    from evsite.studies.headline import Headline


def gained_words(found: Headline) -> str | None:
    """The miles that a stay brings, guaranteed or else typical, as they are shown everywhere."""
    gained_mi = found.typical_mi if found.guaranteed_mi is None else found.guaranteed_mi
    if gained_mi is None:
        return None
    needed_mi = found.stay.miles_needed
    return format_number(gained_mi, None if needed_mi is None else digits_apart(gained_mi, needed_mi))


def stay_words(found: Headline) -> str:
    """How long a stay is, and how much of it may be without charging: "8 h"."""
    words = f"{format_number(found.stay.hours_h or 0)} h"
    if found.idle_h:
        words += f" (up to {format_number(found.idle_h)} h of them without charging)"
    return words


def less_words(found: Headline) -> list[str]:
    """When a port may get less than the least: equipment trips, others are offline, charging is not allowed."""
    text = [f"only while {unheld_words(found.unheld)}"] if found.unheld else []
    if found.with_offline is not None:
        got = found.with_offline
        power = f", {kw(got.power_kw, 2)}" if got.power_kw else ""
        text.append(f"{amps(got.current_a, 2)}{power} while other stations are offline at their fallback, at worst")
    if found.guaranteed is not None and found.without_charging:
        text.append(f"0 A while charging is not allowed: {show_stretches(found.without_charging)}")
    return text


def limiting_words(site: Site, found: Headline, *, by_hour: bool) -> str:
    """What holds the ports that are promised least.

    Parameters
    ----------
    site
        The site.
    found
        Its answer in short.
    by_hour
        Whether limits change over the week, so that no single limit is shown.
    """
    limits = found.limited_by
    if all(limit.kind == "port-rating" for limit in limits):
        return "what the ports are rated for, so sharing takes nothing away"
    groups = {each.limit.owner for each in limits if each.limit is not None and each.limit.kind == "group"}
    held = ""
    if len(groups) == 1 and len(groups) == len({_without_leg(limit) for limit in limits}) and not by_hour:
        group = site.groups[groups.pop()]
        if group.limit_a is not None:
            held = f", held to {amps(group.limit_a)}"
        elif group.limit_kw is not None:
            held = f", held to {format_number(group.limit_kw)} {group.power_unit}"
    return summarize_names(limited_by_title(site, _without_leg(limit), held) for limit in limits)


def _without_leg(found: LimitedBy) -> LimitedBy:
    """What holds a port, without the conductor where it has a name without it."""
    if found.limit is None or found.limit.kind == "transformer":
        return found
    return found._replace(limit=found.limit._replace(leg=None))
