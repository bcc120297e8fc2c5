"""The calculated load in words, and the sections that it is compared by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.editions import section
from evsite.network.limits import line_rating_a
from evsite.rounding import exceeds
from evsite.words import amps, count, digits_apart, kva, names

if TYPE_CHECKING:
    from evsite.analysis.calculated_load_excess import Exceeded
    from evsite.analysis.site_analysis import SiteAnalysis

_CONDUCTORS = {"service": "service-conductors"}


def calculation(analysis: SiteAnalysis, item: Exceeded) -> tuple[str, str]:
    """What it is about, the sum and what it is above: "Main of P", "12 chargers count 7,200 VA: 86.4 kVA = ..."."""
    rated = item.rated
    chargers = f"{count(len(item.least), 'charger')} {'counts' if len(item.least) == 1 else 'count'} 7,200 VA"
    each = " each" if len(item.least) > 1 else ""
    others = f", {count(item.others, 'other')} the nameplate" if item.others else ""
    unmanaged_kva = analysis.calculated.connected(rated.node).power_kva
    held = ", as far as groups let them" if exceeds(unmanaged_kva, item.evse_kva) else ""
    total = amps(item.total_a, digits_apart(item.total_a, rated.rating_a))
    supply = analysis.site.supplies.get(rated.node)
    system = supply.primary if supply is not None and rated.primary else None
    balanced_a = line_rating_a(item.evse_kva, system or analysis.system(rated.node))
    charging = total if not item.other_a else amps(item.evse_a)
    line = f"{charging} on {'primary ' if rated.primary else ''}line {item.leg}"
    if len(item.least) + item.others > 2 and exceeds(item.evse_a, balanced_a):
        line = f"{amps(balanced_a)} if balanced, {line} as laid out"
    beside = f", with {amps(item.other_a)} of other load {total}" if item.other_a else ""
    code = section("evse-load-value", analysis.site.nec)
    return (
        _subject(item),
        (
            f"{chargers}{each} ({code}){others}{held}: {kva(item.evse_kva)} = {line}{beside}, above the "
            f"{amps(rated.rating_a, digits_apart(rated.rating_a, item.total_a))}{_what(item)}"
        ),
    )


def _subject(item: Exceeded) -> str:
    if item.rated.kind == "transformer" or item.rated.noun == "service":
        return f"{item.rated.noun.capitalize()} {item.rated.node}"
    return f"{item.rated.noun.capitalize()} of {item.rated.node}"


def _what(item: Exceeded) -> str:
    if item.rated.kind == "transformer":
        return " that it is rated for"
    return " that they carry" if item.rated.kind == "conductor" else f" {item.rated.noun}"


def sections(item: Exceeded) -> tuple[str, ...]:
    """Topics of the value and of what has to be as large as the calculated load; a transformer has no such section."""
    if item.rated.kind == "conductor":
        assert item.rated.run is not None
        return "evse-load-value", _CONDUCTORS.get(item.rated.run.kind, "feeder-conductors")
    if item.rated.kind == "device":
        return "evse-load-value", "service-disconnect" if item.rated.noun == "service" else "feeder-rating"
    return ("evse-load-value", "panelboard-rating") if item.rated.kind == "bus" else ("evse-load-value",)


def notes(analysis: SiteAnalysis, item: Exceeded) -> tuple[str, ...]:
    """What else is exceeded until this is put right, and what a dwelling may be calculated by instead."""
    found = [
        f"{names(item.upstream)} {'is' if len(item.upstream) == 1 else 'are'} too small too until this is put right"
    ]
    if not item.upstream:
        found = []
    if analysis.site.settings.dwelling is not None and analysis.site.dwelling is None:
        found.append(
            "in the optional calculation of a dwelling (220.82) chargers count with the general loads and "
            "their factor; it is made of [dwelling]"
        )
    return tuple(found)
