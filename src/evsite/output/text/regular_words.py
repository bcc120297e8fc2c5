"""A site and its regular installation in words: the sentences and rows that text and Markdown share."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from evsite.output.text import figures
from evsite.output.text.names import ranges
from evsite.words import amps, amps_at_most, count, enumeration, format_number, kva, kw, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from evsite.studies.comparison.regular_results import (
        CircuitFeet,
        DriverClass,
        InstallationSide,
        NoStandardSize,
        RegularComparison,
        SupplySide,
    )

_FEW = ("no", "one", "two", "three", "four", "five", "six")
_BY_THE_FOOT = {"wire": "conductors", "cable": "cables", "raceway": "raceways"}
_MOST_KINDS = 3
_MOST_CLASSES = 12
_MOST_SUPPLIES = 8


def headline(compared: RegularComparison) -> str:
    """The comparison in a sentence: what is needed instead of what, and what every driver still gets."""
    saved = list(_saved(compared))
    if saved:
        said = f"{enumeration(saved)}"
    elif compared.drivers:
        said = "a regular installation needs the same home runs, panels and supplies" + _relieved(compared)
    else:
        return "there is no port to compare."
    return f"{said[:1].upper()}{said[1:]}; {_promised(compared)}."


def _saved(compared: RegularComparison) -> Iterator[str]:
    regular, sharing = compared.regular, compared.sharing
    if regular.home_runs != sharing.home_runs:
        yield f"{count(sharing.home_runs, 'home run')} instead of {regular.home_runs:,}"
    mine, others = _ratings(sharing), _ratings(regular)
    if mine - others or others - mine:
        fewer = not mine - others
        yield f"{_panels(others - mine)} less" if fewer else _instead(mine - others, others - mine)
    larger = [
        (own, other)
        for own, other in zip(sharing.supplies, regular.supplies, strict=True)
        if _rating(own) != _rating(other)
    ]
    for own, other in larger[:2]:
        noun = f"{own.kind} {printable(own.supply)}" if len(sharing.supplies) > 1 else own.kind
        yield f"{_a(_rating(own))} {noun} instead of {_rating(other)}"
    if len(larger) > 2:
        yield f"{len(larger) - 2:,} more supplies that stay smaller"


def _relieved(compared: RegularComparison) -> str:
    """By how much sharing lowers the load of the first supply that it relieves."""
    for own, other in zip(compared.sharing.supplies, compared.regular.supplies, strict=True):
        own_said, other_said = _needed(own), _needed(other)
        if own_said != other_said:
            return f", and loads {own.kind} {printable(own.supply)} with {other_said} instead of {own_said}"
    return ""


def _needed(side: SupplySide) -> str:
    return amps(side.needed_a) if side.needed_a is not None else kva(side.needed_kva or 0.0)


def _ratings(side: InstallationSide) -> Counter[float | None]:
    """How many panels of each rating there are [A]."""
    found: Counter[float | None] = Counter()
    for panel in side.panels:
        found[panel.rating_a] += panel.number
    return found


def _instead(own: Counter[float | None], other: Counter[float | None]) -> str:
    return f"{_panels(own)} instead of {_panels(other)}" if other else f"{_panels(own)} more"


def _panels(panels: Counter[float | None]) -> str:
    if len(panels) > _MOST_KINDS:
        return count(panels.total(), "panel")
    parts = []
    for rating_a, number in panels.items():
        rating = "unrated" if rating_a is None else amps(rating_a)
        if number < len(_FEW):
            parts.append(f"{_a(rating)} panel" if number == 1 else f"{_FEW[number]} {rating} panels")
        else:
            parts.append(f"{number:,} panels of {rating}")
    return enumeration(parts)


def _a(said: str) -> str:
    """What is said, with its article."""
    from_eight = said.startswith(("8", "11 ", "18 ", "11,", "18,"))
    return f"{'an' if from_eight or said.startswith('u') else 'a'} {said}"


def _rating(side: SupplySide) -> str:
    return amps(side.rating_a) if side.rating_a is not None else kva(side.rating_kva or 0.0)


def _promised(compared: RegularComparison) -> str:
    """What every driver gets, in the ampere or the kilowatt that all ports have."""
    promised = [each for each in compared.drivers if each.guaranteed.current_a > 0]
    waiting = sum(len(each.ports) for each in compared.drivers if each not in promised)
    ports = waiting + sum(len(each.ports) for each in promised)
    if not promised:
        return "under its policy every driver may have to wait, and nothing is guaranteed"
    least = min(promised, key=lambda each: (each.guaranteed.power_kw, each.guaranteed.current_a))
    if all(each.proof == "none" for each in compared.drivers):
        each = f"{amps(least.guaranteed.current_a)} ({kw(least.guaranteed.power_kw, 2)})"
        return f"no port is in a group, and each can draw at least {each} at any time"
    rate = least.guaranteed
    of = f" of {amps(least.regular.current_a)}" if least.regular.current_a > rate.current_a * (1 + 1e-9) else ""
    at = f"{kw(rate.power_kw, 2)}, {figures.miles(rate.range_mi_per_h)}"
    said = f"still gets at least {amps_at_most(rate.current_a)}{of} ({at})"
    if not waiting:
        return f"every driver {said}"
    return f"under their policy drivers at {waiting:,} of {count(ports, 'port')} may have to wait, every other {said}"


def reservations(compared: RegularComparison) -> tuple[str, ...]:
    """What keeps the comparison from being all that there is to say."""
    found = []
    if compared.errors:
        found.append(
            f"evsite check finds {count(compared.errors, 'error')} in the site as it is: until these are gone, what it "
            "saves is not established"
        )
    found += [_too_large(each) for each in compared.no_standard_size]
    if compared.regular_errors:
        found.append(f"evsite check finds {count(compared.regular_errors, 'error')} in the regular installation")
    if compared.stations_without_circuit:
        stations = count(compared.stations_without_circuit, "station")
        found.append(f"{stations} on no circuit: nothing is said of their home runs, in either installation")
    return tuple(found)


def _too_large(each: NoStandardSize) -> str:
    node = printable(each.node)
    if each.noun == "conductors":
        return f"no conductors in parallel carry {amps(each.needed_a or 0.0)} to {node}"
    if each.needed_a is not None:
        needed, largest = amps(each.needed_a), amps(each.largest_a or 0.0)
    else:
        needed, largest = kva(each.needed_kva or 0.0), kva(each.largest_kva or 0.0)
    return f"regular {each.noun} {node} would have to carry {needed}, and the largest usual one is {largest}"


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
        rows.append(
            (
                f"cost by your prices, {unit}",
                f"{float(regular.cost.total):,.2f}",
                f"{float(sharing.cost.total):,.2f}",
                f"{float(regular.cost.total) - float(sharing.cost.total):,.2f}",
            )
        )
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
        less = _less(others_ft, own_ft, "ft") if known else ""
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
        totals = [sum(both[place][0] for both in items.values()) for place in (0, 1)]
        unknown = any(both[0][1] or both[1][1] for both in items.values())
        less = "" if unknown else _less(totals[0], totals[1], "ft")
        yield (f"{name} to buy", f"{totals[0]:,} ft", f"{totals[1]:,} ft", less)
        for item, (other, own) in sorted(known.items(), key=lambda each: -each[1][0][0]):
            yield (f"  {printable(item)}", _feet(*other), _feet(*own), "")


def _feet(length_ft: float, unknown_runs: int) -> str:
    if not unknown_runs:
        return f"{length_ft:,.0f} ft"
    left_out = f"{count(unknown_runs, 'run')} not said"
    return f"{length_ft:,.0f} ft + {left_out}" if length_ft else left_out


def _numbers(name: str, other: int, own: int, *, quiet: bool = False) -> tuple[str, str, str, str]:
    return (name, f"{other:,}", f"{own:,}", "" if quiet else _less(other, own, ""))


def _amounts(name: str, other: float, own: float, unit: str) -> tuple[str, str, str, str]:
    return (name, f"{format_number(other)} {unit}", f"{format_number(own)} {unit}", _less(other, own, unit))


def _less(other: float, own: float, unit: str) -> str:
    less = other - own
    if abs(less) <= 1e-9 * max(abs(other), abs(own)):
        return ""
    said = f"{less:,.0f}" if unit in {"", "ft"} else format_number(less)
    return f"{said} {unit}".rstrip()


def driver_rows(compared: RegularComparison, order: Mapping[str, int]) -> tuple[list[tuple[str, ...]], str]:
    """A row for each class of drivers, and what is left out.

    Args:
        compared: the comparison.
        order: the place of every port in the file.
    """
    shown = compared.drivers[:_MOST_CLASSES]
    rows = [_driver_row(each, order) for each in shown]
    left = sum(len(each.ports) for each in compared.drivers[len(shown) :])
    return rows, f"and {count(left, 'port')} more in {len(compared.drivers) - len(shown):,} classes" if left else ""


def _driver_row(each: DriverClass, order: Mapping[str, int]) -> tuple[str, ...]:
    return (
        ranges(each.ports, order),
        f"{len(each.ports):,}",
        figures.trimmed(each.voltage_v, 1),
        figures.trimmed(each.regular.current_a, 2),
        f"{each.regular.power_kw:.2f}",
        f"{each.guaranteed.current_a:.2f}",
        f"{each.guaranteed.power_kw:.2f}",
        f"{each.guaranteed.range_mi_per_h:.1f}",
        {"exact": "exact", "bound": "bound", "none": "no group"}[each.proof],
    )


def typical_sentence(compared: RegularComparison) -> Sequence[str]:
    """What a vehicle gets where half of the ports are in use."""
    typical = compared.typical
    if typical is None:
        return ()
    rate = typical.rate
    told = f"{amps_at_most(rate.current_a)}, {kw(rate.power_kw, 2)}, {figures.miles(rate.range_mi_per_h)}"
    used = f"with {typical.vehicles:,} of {count(typical.ports, 'port')} in use, spread evenly, each gets"
    return (f"{used} at least {told}; in a regular installation each gets its rating at any time",)


def cost_sentences(compared: RegularComparison) -> tuple[str, ...]:
    """What the costs leave out."""
    found = []
    for name, side in (("regular", compared.regular), ("sharing", compared.sharing)):
        if side.cost is not None and side.cost.lines_not_in_total:
            found.append(
                f"{name}: {side.cost.lines_not_in_total:,} of {count(side.cost.lines, 'line')} of the bill have no "
                "price or runs of unknown length, and are not or not wholly in its cost"
            )
    return tuple(found)
