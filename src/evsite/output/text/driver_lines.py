"""Real drivers in two designs, in lines of which text and Markdown are made: who is full, energy, peak and bill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.policy_words import policy_words
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
    if found.saved_usd is not None:
        change = _difference(-found.saved_usd, 2, "USD", "higher", "lower") or "the same"
        parts.append(f"the bill is {change} in {_when(found.months)}")
    more = found.more_full
    who = f"{abs(more):,} {'more' if more > 0 else 'fewer'}" if more else "as many"
    parts.append(f"{who} {'driver leaves' if abs(more) == 1 else 'drivers leave'} full")
    change = _difference(found.more_kwh, 1, "kWh")
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
    yield from _served(before.level, after.level)
    yield from _waits(before.level, after.level)
    show = before.report.sessions.calendar.show
    peaks = [f"{each.power.peak_kw:,.1f} kW at {show(each.power.peak_s)}" for each in (before.level, after.level)]
    yield f"peak: {_pair(*peaks)}{_comma(_difference(found.more_peak_kw, 1, 'kW', 'higher', 'lower'))}"
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


def _served(before: ServiceLevel, after: ServiceLevel) -> Iterator[str]:
    one, other = before.tally, after.tally
    if one.stated:
        counts = _pair(f"{one.full:,} of {one.can_be_full:,}", f"{other.full:,} of {other.can_be_full:,}")
        if one.can_be_full == other.can_be_full:
            counts = f"{_pair(f'{one.full:,}', f'{other.full:,}')} of {one.can_be_full:,}"
        shares = _pair(share_or_dash(one.full_of_possible), share_or_dash(other.full_of_possible))
        change = _difference(other.full - one.full, 0, below="fewer")
        yield f"full: {counts} drivers who could be full ({shares}){_comma(change)}"
        energy = _pair(f"{one.energy_kwh:,.1f}", f"{other.energy_kwh:,.1f}")
        shares = _pair(share_or_dash(one.energy_of_possible), share_or_dash(other.energy_of_possible))
        change = _difference(other.energy_kwh - one.energy_kwh, 1, "kWh")
        yield f"energy: {energy} kWh ({shares} of what was possible){_comma(change)}"
    if one.unstated:
        energy = _pair(f"{one.unstated_energy_kwh:,.1f}", f"{other.unstated_energy_kwh:,.1f}")
        shares = _pair(share_or_dash(one.unstated_of_possible), share_or_dash(other.unstated_of_possible))
        change = _difference(other.unstated_energy_kwh - one.unstated_energy_kwh, 1, "kWh")
        who = count(one.unstated, "session")
        yield f"energy of {who} without an amount: {energy} kWh ({shares} of what was possible){_comma(change)}"


def _waits(before: ServiceLevel, after: ServiceLevel) -> Iterator[str]:
    one, other = before.ports, after.ports
    if one.gave_up or other.gave_up:
        change = _difference(other.gave_up - one.gave_up, 0, below="fewer")
        yield f"no free port in time: {_pair(f'{one.gave_up:,}', f'{other.gave_up:,}')} drivers{_comma(change)}"
    if one.waited or other.waited:
        means = [0.0 if each.wait is None else each.wait.mean_h * 60 for each in (one, other)]
        counts = _pair(f"{one.waited:,}", f"{other.waited:,}")
        yield f"waited for a port: {counts} drivers; {_pair(*(f'{mean:,.1f}' for mean in means))} min on average of all"


# --- the bill ---------------------------------------------------------------------------------------------------------


def _costs(found: DriversComparison, bills: Sequence[Bill]) -> Iterator[str]:
    """The sum of several months, what is in no total, and each month."""
    months = found.months
    title = printable(bills[0].tariff.title)
    if len(months) > 1 and found.saved_usd is not None:
        sums = [sum(each) for each in zip(*((month.before_usd, month.after_usd) for month in months), strict=True)]
        change = _difference(-found.saved_usd, 2, "USD")
        yield printable(f"bill of {_when(months)}: {_pair(*_usd(sums))} USD{_comma(change)}; by {title}, {_APART}")
    for place, month in enumerate(months):
        alone = f"; by {title}, {_APART}" if len(months) == 1 and not place else ""
        yield printable(_month(month) + alone)
    for text in dict.fromkeys(text for bill in bills for text in bill.missing):
        yield printable(f"not in the bill: {text}")
    for text in dict.fromkeys(text for bill in bills for text in bill.notes):
        yield printable(f"note of the bill: {text}")


def _month(month: MonthCosts) -> str:
    total = _pair(*_usd([month.before_usd, month.after_usd]))
    sides = (month.before, month.after)
    parts = [
        f"{name} {_pair(*(_cost(side, key) for side in sides))}"
        for name, key in (("energy", "energy_usd"), ("demand", "demand_usd"), ("fixed and other", "other_usd"))
    ]
    parts.append(f"a kWh {_pair(*map(_a_kwh, sides))}")
    change = _difference(-month.saved_usd, 2, "USD")
    return f"bill of {_when([month])}: {total} USD{_comma(change)}; {', '.join(parts)}"


def _cost(month: MonthBill | None, key: str) -> str:
    return "-" if month is None else f"{getattr(month, key):,.2f}"


def _a_kwh(month: MonthBill | None) -> str:
    return f"{month.total_usd / month.energy_kwh:.4f}" if month is not None and month.energy_kwh else "-"


def _usd(values: Sequence[float]) -> list[str]:
    return [f"{value:,.2f}" for value in values]


# --- differences ------------------------------------------------------------------------------------------------------


def _pair(one: str, other: str) -> str:
    """A figure of both sides; once where it reads the same."""
    return one if one == other else f"{one} to {other}"


def _difference(more: float, digits: int, unit: str = "", above: str = "more", below: str = "less") -> str:
    """How much more or less, like "412.30 USD less"; empty where that is nothing."""
    amount = f"{abs(more):,.{digits}f}"
    if not any(digit in amount for digit in "123456789"):
        return ""
    return " ".join(filter(None, (amount, unit, below if more < 0 else above)))


def _comma(words: str) -> str:
    return f", {words}" if words else ""
