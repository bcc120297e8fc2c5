"""Real drivers in two designs, in lines of which text and Markdown are made: who is full, energy, peak and bill."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from evsite.output.policy_words import policy_words
from evsite.output.text.figures import as_shown
from evsite.output.text.service_tables import share_or_dash
from evsite.output.text.simulation import left_out_words
from evsite.words import count, enumeration, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.studies.comparison.driver_results import DesignDrivers, DriversComparison, MonthCosts
    from evsite.studies.service.results import ServiceLevel
    from evsite.tariffs.bill_results import Bill, MonthBill

DESIGNS = ("the first design", "the second design")
INSTALLATIONS = ("the regular installation", "power sharing")
_APART = "as if the chargers had a meter of their own"


def drivers_summary(found: DriversComparison) -> str:
    """The difference in a sentence: what is saved, how many more or fewer leave full, and what is delivered for it.

    Parameters
    ----------
    found
        The comparison.
    """
    parts = []
    if found.months:
        before_usd, after_usd = _sums(found)
        change = _change(after_usd - before_usd, "USD", "higher", "lower") or "the same"
        parts.append(f"the bill is {change} in {_when(found.months)}")
    more = found.more_full
    who = f"{abs(more):,} {'more' if more > 0 else 'fewer'}" if more else "as many"
    parts.append(f"{who} {'driver leaves' if abs(more) == 1 else 'drivers leave'} full")
    more_kwh = sum((after_kwh - before_kwh for before_kwh, after_kwh in _energies(found)), Decimal())
    change = _change(more_kwh, "kWh")
    parts.append(f"{change} is delivered" if change else "the same energy is delivered")
    return f"real drivers: {enumeration(parts)}"


def _when(months: Sequence[MonthCosts]) -> str:
    """The months of a bill, and whether that is all of them and all of it."""
    first, last = months[0].month, months[-1].month
    stated = first if len(months) == 1 else f"{count(len(months), 'month')}, {first} to {last}"
    lacks = [] if all(month.whole for month in months) else ["partly covered"]
    lacks += [] if all(month.complete for month in months) else ["incomplete"]
    return f"{stated} ({enumeration(lacks)})" if lacks else stated


def driver_lines(found: DriversComparison, sides: tuple[str, str]) -> Iterator[str]:
    """What differs for drivers and in the bill, what the bill lacks, and what was assumed.

    Parameters
    ----------
    found
        The comparison.
    sides
        What the two designs are called.
    """
    before, after = found.before, found.after
    yield _played(found, sides)
    yield from _served(found)
    yield from _waits(before.level, after.level)
    show = before.report.sessions.calendar.show
    powers = [each.level.power for each in (before, after)]
    one_kw, other_kw = (as_shown(power.peak_kw, 1) for power in powers)
    stated = [f"{kw:,f} kW at {show(power.peak_s)}" for kw, power in zip((one_kw, other_kw), powers, strict=True)]
    yield f"peak: {_pair(*stated)}{_beside(one_kw, other_kw, 'kW', 'higher', 'lower')}"
    bills = [bill for bill in (before.bill, after.bill) if bill is not None]
    if bills:
        yield from _costs(found, bills)
    yield from map(printable, left_out_words(before.report.sessions.left_out))
    for note in found.notes:
        about = {"both": "", "before": f" of {sides[0]}", "after": f" of {sides[1]}"}[note.about]
        yield printable(f"note{about}: {note.text}")


def _played(found: DriversComparison, sides: tuple[str, str]) -> str:
    """The sessions, and how each design shares."""
    report = found.before.report
    sessions, show = report.sessions.sessions, report.sessions.calendar.show
    first_s = min(session.arrive_s for session in sessions)
    end_s = max(each.report.end_s or first_s for each in (found.before, found.after))
    words = [f"{side}, {_sharing(each)}" for side, each in zip(sides, (found.before, found.after), strict=True)]
    return f"{count(len(sessions), 'session')}, {show(first_s)} to {show(end_s)}: {'; '.join(words)}"


def _sharing(side: DesignDrivers) -> str:
    """The policies of a design, and of how many ports each vehicle takes a free one."""
    policies = enumeration([policy_words(name).short for name in side.policies]) or "no group"
    return policies + ("" if side.shared_ports is None else f", any of {count(side.shared_ports, 'port')}")


def _energies(found: DriversComparison) -> list[tuple[Decimal, Decimal]]:
    """What is delivered in both [kWh], as the lines about it show it: with an amount and without."""
    one, other = found.before.level.tally, found.after.level.tally
    pairs = [(one.energy_kwh, other.energy_kwh)] if one.stated else []
    pairs += [(one.unstated_energy_kwh, other.unstated_energy_kwh)] if one.unstated else []
    return [(as_shown(before_kwh, 1), as_shown(after_kwh, 1)) for before_kwh, after_kwh in pairs]


def _served(found: DriversComparison) -> Iterator[str]:
    one, other = found.before.level.tally, found.after.level.tally
    energies = _energies(found)
    if one.stated:
        counts = _pair(f"{one.full:,} of {one.can_be_full:,}", f"{other.full:,} of {other.can_be_full:,}")
        if one.can_be_full == other.can_be_full:
            counts = f"{_pair(f'{one.full:,}', f'{other.full:,}')} of {one.can_be_full:,}"
        shares = _pair(share_or_dash(one.full_of_possible), share_or_dash(other.full_of_possible))
        change = _beside(Decimal(one.full), Decimal(other.full), below="fewer")
        yield f"full: {counts} drivers who could be full ({shares}){change}"
        shares = _pair(share_or_dash(one.energy_of_possible), share_or_dash(other.energy_of_possible))
        yield f"energy: {_energy(energies[0], shares)}"
    if one.unstated:
        shares = _pair(share_or_dash(one.unstated_of_possible), share_or_dash(other.unstated_of_possible))
        yield f"energy of {count(one.unstated, 'session')} without an amount: {_energy(energies[-1], shares)}"


def _energy(pair: tuple[Decimal, Decimal], shares: str) -> str:
    return f"{_figures(*pair)} kWh ({shares} of what was possible){_beside(*pair, 'kWh')}"


def _waits(before: ServiceLevel, after: ServiceLevel) -> Iterator[str]:
    one, other = before.ports, after.ports
    if one.gave_up or other.gave_up:
        counts = Decimal(one.gave_up), Decimal(other.gave_up)
        yield f"no free port in time: {_figures(*counts)} drivers{_beside(*counts, below='fewer')}"
    if one.waited or other.waited:
        means = [0.0 if each.wait is None else each.wait.mean_h * 60 for each in (one, other)]
        waited = _pair(f"{one.waited:,}", f"{other.waited:,}")
        yield f"waited for a port: {waited} drivers; {_pair(*(f'{mean:,.1f}' for mean in means))} min on average of all"


# --- the bill ---------------------------------------------------------------------------------------------------------


def _costs(found: DriversComparison, bills: Sequence[Bill]) -> Iterator[str]:
    """The sum of several months, what is in no total, and each month."""
    months = found.months
    title = printable(bills[0].tariff.title)
    if len(months) > 1:
        sums = _sums(found)
        yield printable(f"bill of {_when(months)}: {_figures(*sums)} USD{_beside(*sums, 'USD')}; by {title}, {_APART}")
    for place, month in enumerate(months):
        alone = f"; by {title}, {_APART}" if len(months) == 1 and not place else ""
        yield printable(_month(month) + alone)
    for text in dict.fromkeys(text for bill in bills for text in bill.missing):
        yield printable(f"not in the bill: {text}")
    for text in dict.fromkeys(text for bill in bills for text in bill.notes):
        yield printable(f"note of the bill: {text}")


def _sums(found: DriversComparison) -> tuple[Decimal, Decimal]:
    """What all months cost in both [USD], as it is shown."""
    return _usd(sum(month.before_usd for month in found.months), sum(month.after_usd for month in found.months))


def _month(month: MonthCosts) -> str:
    totals = _usd(month.before_usd, month.after_usd)
    sides = (month.before, month.after)
    parts = [
        f"{name} {_pair(*(_cost(side, key) for side in sides))}"
        for name, key in (("energy", "energy_usd"), ("demand", "demand_usd"), ("fixed and other", "other_usd"))
    ]
    parts.append(f"a kWh {_pair(*map(_a_kwh, sides))}")
    return f"bill of {_when([month])}: {_figures(*totals)} USD{_beside(*totals, 'USD')}; {', '.join(parts)}"


def _cost(month: MonthBill | None, key: str) -> str:
    return "-" if month is None else f"{getattr(month, key):,.2f}"


def _a_kwh(month: MonthBill | None) -> str:
    return f"{month.total_usd / month.energy_kwh:.4f}" if month is not None and month.energy_kwh else "-"


def _usd(before_usd: float, after_usd: float) -> tuple[Decimal, Decimal]:
    return as_shown(before_usd, 2), as_shown(after_usd, 2)


# --- differences ------------------------------------------------------------------------------------------------------


def _pair(one: str, other: str) -> str:
    """A figure of both sides; once where it reads the same."""
    return one if one == other else f"{one} to {other}"


def _figures(one: Decimal, other: Decimal) -> str:
    return _pair(f"{one:,f}", f"{other:,f}")


def _beside(one: Decimal, other: Decimal, unit: str = "", above: str = "more", below: str = "less") -> str:
    """The difference of two figures as they are shown, to be put after them."""
    words = _change(other - one, unit, above, below)
    return f", {words}" if words else ""


def _change(more: Decimal, unit: str, above: str = "more", below: str = "less") -> str:
    """How much more or less, like "412.30 USD less"; empty where that is nothing."""
    return " ".join(filter(None, (f"{abs(more):,f}", unit, below if more < 0 else above))) if more else ""
