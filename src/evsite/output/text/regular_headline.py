"""A site and its regular installation in a sentence, and what keeps that sentence from being all there is to say."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from evsite.output.text import figures
from evsite.rounding import exceeds
from evsite.words import amps, count, enumeration, kva, kw, printable, with_article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.studies.comparison.regular_results import (
        InstallationSide,
        NoStandardSize,
        RegularComparison,
        SupplySide,
    )

_FEW = ("no", "one", "two", "three", "four", "five", "six")
_MOST_KINDS = 3


def headline(compared: RegularComparison) -> str:
    """The comparison in a sentence: what is needed instead of what, and what every driver still gets."""
    saved = list(_saved(compared))
    if saved:
        # a part that has an "and" of its own is set off by a comma
        apart = len(saved) > 1 and any(" and " in part for part in saved)
        stated = f"{', '.join(saved[:-1])}, and {saved[-1]}" if apart else enumeration(saved)
    elif compared.drivers:
        stated = "a regular installation needs the same home runs, panels and supplies" + _relieved(compared)
    else:
        return "there is no port to compare."
    return f"{stated[:1].upper()}{stated[1:]}; {_promised(compared)}."


def _saved(compared: RegularComparison) -> Iterator[str]:
    regular, sharing = compared.regular, compared.sharing
    if regular.home_runs != sharing.home_runs:
        yield f"{count(sharing.home_runs, 'home run')} instead of {regular.home_runs:,}"
    mine, theirs = _ratings(sharing), _ratings(regular)
    if mine - theirs or theirs - mine:
        fewer = not mine - theirs
        yield f"no need of {_panels(theirs - mine)}" if fewer else _instead(mine - theirs, theirs - mine)
    smaller: dict[tuple[str, str, str], list[str]] = {}
    for own, other in zip(sharing.supplies, regular.supplies, strict=True):
        if _rating(own) != _rating(other):
            smaller.setdefault((own.kind, _rating(own), _rating(other)), []).append(own.supply)
    for (kind, own_said, other_said), supplies in list(smaller.items())[:_MOST_KINDS]:
        name = f" {printable(supplies[0])}" if len(sharing.supplies) > 1 else ""
        one = f"{with_article(own_said)} {kind}{name}"
        yield f"{one if len(supplies) == 1 else _several(len(supplies), own_said, kind)} instead of {other_said}"
    if len(smaller) > _MOST_KINDS:
        others = sum(map(len, list(smaller.values())[_MOST_KINDS:]))
        yield f"{others:,} more {'supply that stays' if others == 1 else 'supplies that stay'} smaller"


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
        parts.append(f"{with_article(rating)} panel" if number == 1 else _several(number, rating, "panel"))
    return enumeration(parts)


def _several(number: int, rating: str, noun: str) -> str:
    """More than one of a rating: "three 400 A panels", "12 panels of 400 A"."""
    return f"{_FEW[number]} {rating} {noun}s" if number < len(_FEW) else f"{number:,} {noun}s of {rating}"


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
    of = f" of {amps(least.regular.current_a)}" if exceeds(least.regular.current_a, rate.current_a) else ""
    at = f"{kw(rate.power_kw, 2)}, {figures.miles(rate.range_mi_per_h)}"
    stated = f"still gets at least {amps(rate.current_a, 2)}{of} ({at})"
    if not waiting:
        return f"every driver {stated}"
    return f"under their policy drivers at {waiting:,} of {count(ports, 'port')} may have to wait, every other {stated}"


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
