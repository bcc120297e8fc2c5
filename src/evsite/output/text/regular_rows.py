"""Quantities of a site and its regular installation side by side, as rows that text and Markdown share."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from evsite.output.text.figures import as_shown
from evsite.words import amps, count, format_number, printable, usual_digits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.studies.comparison.regular_results import (
        CircuitFeet,
        InstallationSide,
        RegularComparison,
        SupplySide,
    )

_BY_THE_FOOT = {"wire": "conductors", "cable": "cables", "raceway": "raceways"}
_MOST_SUPPLIES = 8


def compared_rows(compared: RegularComparison) -> list[tuple[str, str, str, str]]:
    """Quantities: what, in the regular installation, with sharing, and how much less that is."""
    regular, sharing = compared.regular, compared.sharing
    rows = [_numbers("home runs", regular.home_runs, sharing.home_runs)]
    if sharing.jumper_kits:
        rows.append(("jumper kits", "0", f"{sharing.jumper_kits:,}", ""))
    for own, other in list(zip(sharing.supplies, regular.supplies, strict=True))[:_MOST_SUPPLIES]:
        rows += _supply_rows(own, other)
    more = len(sharing.supplies) - _MOST_SUPPLIES
    if more > 0:
        rows.append((f"and {more:,} more supplies", "", "", ""))
    rows += _panel_rows(regular, sharing)
    rows += _breaker_rows(regular, sharing)
    rows += _feet_rows(regular.circuits_feet, sharing.circuits_feet)
    rows += _material_rows(regular, sharing)
    if regular.cost is not None and sharing.cost is not None:
        unit = sharing.cost.currency
        others, owns = as_shown(float(regular.cost.total), 2), as_shown(float(sharing.cost.total), 2)
        rows.append((f"cost by your prices, {unit}", f"{others:,f}", f"{owns:,f}", f"{others - owns:,f}"))
    return rows


def _feet_rows(other: CircuitFeet, own: CircuitFeet) -> Iterator[tuple[str, str, str, str]]:
    """Feet of the home runs, where any is known."""
    if not (other.conductors_ft or own.conductors_ft):
        return
    known = not (other.unknown_runs or own.unknown_runs)
    for name, others_ft, own_ft in (
        ("conductors of home runs", other.conductors_ft, own.conductors_ft),
        ("  their grounding conductors", other.grounding_ft, own.grounding_ft),
        ("  their raceways", other.raceways_ft, own.raceways_ft),
    ):
        less = _less(as_shown(others_ft, 0) - as_shown(own_ft, 0), "ft") if known else ""
        yield (name, _feet(others_ft, other.unknown_runs), _feet(own_ft, own.unknown_runs), less)


def feet_sentence(compared: RegularComparison) -> str:
    """What the feet are, and which are not known."""
    regular, sharing = compared.regular, compared.sharing
    sentences = []
    if any(each.length_ft for side in (regular, sharing) for each in side.materials):
        tails = f"{compared.tail_ft:g} ft at each end and {compared.waste_percent:g} % of waste"
        sentences.append(f"what is bought has {tails}, as the bill of materials counts it; home runs are without")
    unknown = regular.circuits_feet.unknown_runs, sharing.circuits_feet.unknown_runs
    if any(unknown):
        sentences.append(
            f"the site file does not say how long {unknown[0]:,} of {count(regular.home_runs, 'regular home run')} and "
            f"{unknown[1]:,} of {sharing.home_runs:,} with sharing are: a length in their conductor counts their feet"
        )
    return "; ".join(sentences)


def _supply_rows(own: SupplySide, other: SupplySide) -> Iterator[tuple[str, str, str, str]]:
    name = f"{own.kind} {printable(own.supply)}"
    if own.rating_a is not None and other.rating_a is not None:
        unit, ratings, needs = "A", (other.rating_a, own.rating_a), (other.needed_a or 0.0, own.needed_a or 0.0)
    else:
        unit = "kVA"
        ratings = (other.rating_kva or 0.0, own.rating_kva or 0.0)
        needs = (other.needed_kva or 0.0, own.needed_kva or 0.0)
    yield _amounts(name, *ratings, unit)
    yield _amounts("  calculated load at 125 %", *needs, unit)
    yield _amounts("  chargers draw at most", other.managed_kva, own.managed_kva, "kVA")


def _panel_rows(regular: InstallationSide, sharing: InstallationSide) -> Iterator[tuple[str, str, str, str]]:
    totals = [sum(panel.number for panel in side.panels) for side in (regular, sharing)]
    if not any(totals):
        return
    yield _numbers("panels", *totals)
    found: dict[tuple[float | None, int | None], list[int]] = {}
    for place, side in enumerate((regular, sharing)):
        for panel in side.panels:
            found.setdefault((panel.rating_a, panel.spaces), [0, 0])[place] += panel.number
    for rating_a, spaces in sorted(found, key=lambda key: (-(key[0] or 0.0), -(key[1] or 0))):
        rating = "no rating" if rating_a is None else amps(rating_a)
        room = "spaces not said" if spaces is None else f"{spaces} spaces"
        yield _numbers(f"  {rating}, {room}", *found[rating_a, spaces], quiet=True)


def _breaker_rows(regular: InstallationSide, sharing: InstallationSide) -> Iterator[tuple[str, str, str, str]]:
    found: dict[tuple[float, int], list[int]] = {}
    for place, side in enumerate((regular, sharing)):
        for breaker in side.breakers:
            found.setdefault((breaker.rating_a, breaker.poles), [0, 0])[place] += breaker.number
    for rating_a, poles in sorted(found, key=lambda key: key[::-1]):
        yield _numbers(f"breakers {amps(rating_a)} {poles}-pole", *found[rating_a, poles])


def _material_rows(regular: InstallationSide, sharing: InstallationSide) -> Iterator[tuple[str, str, str, str]]:
    """What is bought by the foot: in all, and by item where anything is known of it."""
    found: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for place, side in enumerate((regular, sharing)):
        for each in side.materials:
            both = found.setdefault((each.category, each.item), [(0, 0), (0, 0)])
            both[place] = (each.length_ft, each.unknown_runs)
    for category, name in _BY_THE_FOOT.items():
        items = {item: both for (kind, item), both in found.items() if kind == category}
        known = {item: both for item, both in items.items() if both[0][0] or both[1][0]}
        if not known:
            continue
        totals = [Decimal(sum(both[place][0] for both in items.values())) for place in (0, 1)]
        unknown = any(both[0][1] or both[1][1] for both in items.values())
        less = "" if unknown else _less(totals[0] - totals[1], "ft")
        yield (f"{name} to buy", f"{totals[0]:,} ft", f"{totals[1]:,} ft", less)
        for item, (other, own) in sorted(known.items(), key=lambda each: -each[1][0][0]):
            yield (f"  {printable(item)}", _feet(*other), _feet(*own), "")


def _feet(length_ft: float, unknown_runs: int) -> str:
    if not unknown_runs:
        return f"{length_ft:,.0f} ft"
    left_out = f"{count(unknown_runs, 'run')} not said"
    return f"{length_ft:,.0f} ft + {left_out}" if length_ft else left_out


def _numbers(name: str, other: int, own: int, *, quiet: bool = False) -> tuple[str, str, str, str]:
    return (name, f"{other:,}", f"{own:,}", "" if quiet else _less(Decimal(other - own)))


def _amounts(name: str, other: float, own: float, unit: str) -> tuple[str, str, str, str]:
    less = as_shown(other, usual_digits(other)) - as_shown(own, usual_digits(own))
    return (name, f"{format_number(other)} {unit}", f"{format_number(own)} {unit}", _less(less, unit))


def _less(less: Decimal, unit: str = "") -> str:
    """By how much the second figure is less, both as they are shown; empty where they read the same."""
    if not less:
        return ""
    # thousands stand apart where they do in the figures beside it
    text = f"{less:,f}" if unit in {"", "ft"} or usual_digits(float(less)) == 0 else f"{less:f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text} {unit}".rstrip()
