"""The demand charges of a record of the utility rate database: by hour, and of a whole month, with their ratchets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.sitefile.tariffs.json_values import found
from evsite.sitefile.tariffs.urdb_fields import says_nothing
from evsite.tariffs.model import ALWAYS, INTERVALS_MIN, USUAL_INTERVAL_MIN, DemandCharge, Ratchet
from evsite.words import listed

if TYPE_CHECKING:
    from evsite.sitefile.tariffs.urdb_record import Record

_YEAR = 12


def demand_charges(record: Record) -> tuple[tuple[DemandCharge, ...], tuple[str, ...]]:
    """The demand charges of a record, and what was assumed of them.

    A record without a field of a demand charge has none: the database leaves out what is not there.
    """
    fields = ("demandratestructure", "flatdemandstructure")
    if all(record.value(field) is None for field in fields):
        return (), ()
    interval_min, stated = _interval(record)
    ratchet, notes = _ratchet(record)
    charges = [*_by_hour(record), *_of_month(record)]
    made = tuple(
        DemandCharge(charge.name, charge.usd_per_kw, charge.window, interval_min, stated, ratchet) for charge in charges
    )
    return made, notes if made else ()


def _by_hour(record: Record) -> list[DemandCharge]:
    """A charge for each period of the hours that has a price."""
    rates = _rates(record, "demandratestructure", "demandrateunit")
    if not rates:
        return []
    needed = len(rates) > 1
    hours = record.grid("demandweekdayschedule", "demandweekendschedule", len(rates), needed=needed)
    if hours is None:
        return []
    labels = record.labels("demandlabels", len(rates), "demand period")
    windows = {
        number: tuple(tuple(tuple(int(value == number) for value in day) for day in week) for week in hours)
        for number, rate in enumerate(rates)
        if rate
    }
    return [DemandCharge(labels[number], (rates[number],) * _YEAR, window) for number, window in windows.items()]


def _of_month(record: Record) -> list[DemandCharge]:
    """The charge for the greatest demand of a month, whenever it was."""
    rates = _rates(record, "flatdemandstructure", "flatdemandunit")
    if not rates:
        return []
    raw = record.value("flatdemandmonths")
    if raw is None and len(rates) == 1:
        raw = [0] * _YEAR
    numbers = record.period_numbers(record.at("flatdemandmonths"), raw, _YEAR, len(rates))
    if numbers is None or not any(rates):
        return []
    return [DemandCharge("greatest demand of the month", tuple(rates[number] for number in numbers), ALWAYS)]


def _rates(record: Record, field: str, unit_field: str) -> list[float] | None:
    rates = record.rates(field, units=("kW",))
    unit = record.value(unit_field)
    if rates and any(rates) and unit not in (None, "", "kW"):
        record.report(unit_field, f"found {found(unit)}, expected kW: evsite prices no other demand")
    return rates


def _interval(record: Record) -> tuple[int, bool]:
    """The interval of demands [min], and whether the record has it."""
    value = record.value("demandwindow")
    if says_nothing(value):
        return USUAL_INTERVAL_MIN, False
    if isinstance(value, bool) or value not in INTERVALS_MIN:
        record.report("demandwindow", f"found {found(value)}, expected {listed(list(map(str, INTERVALS_MIN)))} minutes")
        return USUAL_INTERVAL_MIN, False
    return int(value), True


def _ratchet(record: Record) -> tuple[Ratchet | None, tuple[str, ...]]:
    """The ratchet of a record: of its look-back, or of the older list of percentages by month."""
    older, share = record.value("demandratchetpercentage"), record.value("lookbackpercent")
    which = "the record does not say which demand charges its ratchet is for: all of them have it"
    if says_nothing(older):
        return (None, ()) if says_nothing(share) else _look_back(record, which)
    if not says_nothing(share):
        record.report("demandratchetpercentage", "a ratchet beside lookbackpercent, expected one of the two")
        return None, ()
    here = record.at("demandratchetpercentage")
    rows = record.values.rows(older, here, _YEAR, "percentages, January first")
    numbers = [record.values.number(each, (*here, month)) for month, each in enumerate(rows or ())]
    shares = _shares(record, "demandratchetpercentage", [each for each in numbers if each is not None])
    if len(shares) < _YEAR:
        return None, ()
    how_far = "the record does not say how far back its ratchet looks: 12 months are assumed"
    return Ratchet(tuple(shares), _YEAR), (which, how_far)


def _look_back(record: Record, which: str) -> tuple[Ratchet | None, tuple[str, ...]]:
    share = record.number("lookbackpercent")
    shares = _shares(record, "lookbackpercent", [] if share is None else [share])
    months, span = record.value("lookbackmonths"), record.value("lookbackrange")
    given = [field for field, value in (("lookbackmonths", months), ("lookbackrange", span)) if not says_nothing(value)]
    if len(given) != 1:
        what = "both lookbackmonths and lookbackrange" if given else "neither lookbackmonths nor lookbackrange"
        record.report("lookbackpercent", f"found {what}, expected one of the two")
        return None, ()
    if not shares:
        return None, ()
    if given == ["lookbackrange"]:
        if type(span) not in {int, float} or span not in range(1, 10 * _YEAR + 1):
            record.report("lookbackrange", f"found {found(span)}, expected a whole number of months")
            return None, ()
        return Ratchet((shares[0],) * _YEAR, int(span)), (which,)
    rows = record.values.rows(months, record.at("lookbackmonths"), _YEAR, "true or false, January first")
    if rows is None:
        return None, ()
    counted = tuple(not says_nothing(each) for each in rows)
    how_far = "the record does not say how far back its ratchet looks: 12 months are assumed"
    return Ratchet((shares[0],) * _YEAR, _YEAR, counted), (which, how_far)


def _shares(record: Record, field: str, numbers: list[float]) -> list[float]:
    """Shares from 0 to 1: records have them so, or in percent; nobody has a ratchet of 1 percent or less."""
    most = max(numbers, default=0.0)
    if most > 100:
        record.report(field, f"found {most:g}, expected at most 100 percent")
        return []
    return [number / 100 for number in numbers] if most > 1 else numbers
