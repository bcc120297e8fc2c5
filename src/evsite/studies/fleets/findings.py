"""Alerts of a plan as findings: of trips in their file, of limits in the site file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Unpack

from evsite.model.finding import Severity, Span
from evsite.model.remedy import NOTHING
from evsite.network.titles import equipment_title, unit_of
from evsite.rounding import TOLERANCE, ceil_to
from evsite.sitefile.csv_lines import cells_of
from evsite.sitefile.document import Document
from evsite.studies.fleets import alert_kinds as kinds
from evsite.studies.fleets.alerts import needed_kw
from evsite.words import count, enumeration, format_number, kw, names, printable, share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.calendar import Calendar
    from evsite.model.finding import Finding, Path
    from evsite.model.fleets import Actual, Trip, TripSource
    from evsite.model.remedy import Remedy
    from evsite.model.site import Site
    from evsite.sitefile.problem import FindingMarks, Problem
    from evsite.studies.fleets.report_results import Alert, AlertKind, BindingLimit, Missed, SinceThen
    from evsite.studies.fleets.report_results import Span as Times
    from evsite.studies.fleets.results import FleetPlan

_KINDS: dict[AlertKind, Problem] = {
    "impossible": kinds.IMPOSSIBLE,
    "short": kinds.SHORT,
    "no-port": kinds.NO_PORT,
    "tight": kinds.TIGHT,
    "offline": kinds.OFFLINE,
    "over-target": kinds.OVER_TARGET,
    "late": kinds.LATE,
    "fault": kinds.FAULT,
}
_CELLS: dict[AlertKind, str] = {
    "impossible": "leave",
    "short": "leave",
    "no-port": "port",
    "tight": "time",
    "offline": "port",
    "over-target": "target",
    "late": "time",
    "fault": "port",
}
"""The column that each is about."""
_MOST_TIMES = 3


def trip_finding(
    plan: FleetPlan,
    alert: Alert,
    fix: Remedy = NOTHING,
    documents: Sequence[Document] = (),
    since: SinceThen | None = None,
) -> Finding:
    """An alert about a trip, with its place in the file of trips, or in the one that says what became of it.

    Parameters
    ----------
    plan
        The plan.
    alert
        The alert.
    fix
        What helps, as far as that was planned anew.
    documents
        The files of trips.
    since
        What is new, for a plan from now on.
    """
    trip = plan.trips.trips[alert.trip]
    message, notes = _words(plan, alert, trip)
    span = _place(plan, trip, alert.kind, documents) if since is None else _place_since(plan, alert, documents, since)
    found = _of_kind(_KINDS[alert.kind], trip.vehicle, message, (), fix, notes=notes, span=span)
    if alert.kind in {"offline", "fault"} and alert.fails:
        return replace(found, severity=Severity.ERROR, status="violation")
    return found


def missed_finding(plan: FleetPlan, missed: Missed, documents: Sequence[Document], since: SinceThen | None) -> Finding:
    """An alert about a trip that is no part of a plan from now on any more, with its place.

    Parameters
    ----------
    plan
        The plan.
    missed
        The trip, and why it is left out.
    documents
        The files of trips.
    since
        What is new.
    """
    trip, departs = missed.trip, plan.trips.calendar.show(missed.trip.depart_s)
    span = _place_of_row(missed.actual, "late", since) or _place(plan, trip, "late", documents)
    if missed.port_taken:
        message = f"finds port {trip.port} taken until it departs at {departs}; its {energy(trip.need_kwh)} are missing"
        return _of_kind(kinds.NO_PORT, trip.vehicle, message, (), NOTHING, span=span)
    message = f"has not come, and was to depart at {departs}; its {energy(trip.need_kwh)} are missing"
    return _of_kind(kinds.LATE, trip.vehicle, message, (), NOTHING, span=span)


def limit_finding(site: Site, plan: FleetPlan, limit: BindingLimit, fix: Remedy = NOTHING) -> Finding:
    """A limit that keeps vehicles from what they need, with its place in the site file."""
    unit = unit_of(site, limit.id, limit.unit)
    held = names([plan.trips.trips[number].vehicle for number in limit.trips])
    needs = "it needs" if len(limit.trips) == 1 else "they need"
    message = f"keeps {held} from what {needs}: full {_times(plan.trips.calendar, limit.full)}"
    worth = f"to first order 1 {unit} more brings fleets {format_number(limit.kwh_per_unit)} kWh"
    notes = (worth,) if limit.kwh_per_unit > TOLERANCE else ()
    return _of_kind(kinds.LIMIT_BINDS, equipment_title(limit.id), message, limit.path, fix, notes=notes)


def _of_kind(
    kind: Problem, subject: str, details: str, path: Path, fix: Remedy, **marks: Unpack[FindingMarks]
) -> Finding:
    """A finding whose headline says its kind and its subject, and whose place has the details."""
    found = kind.finding(f"{subject} {details}", path, remedy=fix, **marks)
    return replace(found, title=kind.title, subject=printable(subject), details=printable(details))


def _place(plan: FleetPlan, trip: Trip, kind: AlertKind, documents: Sequence[Document]) -> Span:
    """The cell that an alert is about; the row where that cannot be told."""
    number = trip.line or 1
    if trip.file >= len(documents):
        return Span(number, 1, number, 2)
    return _cell(plan.trips.sources[trip.file], documents[trip.file], number, (_CELLS[kind], "vehicle"))


def _place_since(plan: FleetPlan, alert: Alert, documents: Sequence[Document], since: SinceThen) -> Span:
    """As `_place`; in the file that says what became of the trip, where the alert is about that."""
    span = _place_of_row(since.row_of(alert), alert.kind, since)
    return span or _place(plan, plan.trips.trips[alert.trip], alert.kind, documents)


def _place_of_row(row: Actual | None, kind: AlertKind, since: SinceThen | None) -> Span | None:
    """The cell of what became of a trip that an alert is about; None where no file says it."""
    if row is None or row.line is None or since is None or row.file >= len(since.sources):
        return None
    source = since.sources[row.file]
    named = "fault" if kind == "fault" else "time"
    return _cell(source, Document.plain(source.text, source.filename), row.line, (named, "vehicle"))


def _cell(source: TripSource, document: Document, number: int, names: Sequence[str]) -> Span:
    """The first of some cells of a line that is there; the line where none is."""
    line = document.line(number)
    cells = cells_of(line, source.separator) or []
    places = (source.columns[name] for name in names if name in source.columns)
    found = next((cells[place].span(number) for place in places if place < len(cells)), None)
    return found or Span(number, 1, number, len(line.rstrip()) + 1)


def _words(plan: FleetPlan, alert: Alert, trip: Trip) -> tuple[str, tuple[str, ...]]:
    """What is wrong with a trip, after the name of its vehicle, and what there is to add."""
    show = plan.trips.calendar.show
    if alert.kind == "no-port":
        uncharged = (f"its {energy(trip.need_kwh)} count as missing",)
        return f"has no port: none of fleet {trip.fleet} is free {_stay(plan.trips.calendar, trip)}", uncharged
    if alert.kind == "over-target":
        return f"is to be charged {energy(alert.missing_kwh)} beyond a full battery; that is left out", ()
    if alert.kind == "late":
        return f"has not come: the plan counts with it from {show(trip.arrive_s)} on", ()
    port = plan.ports[alert.trip]
    alone = alert.at_full_speed
    if alert.kind == "offline":
        missing = f", and {energy(alert.missing_kwh)} are missing by {show(trip.depart_s)}" if alert.fails else ""
        return f"stands at port {port}, which cannot be reached and keeps to its fallback{missing}", ()
    if alert.kind == "fault":
        missing = f", and {energy(alert.missing_kwh)} are missing by {show(trip.depart_s)}" if alert.fails else ""
        return f"is at port {port}, which has a fault and gives nothing{missing}", ()
    if alert.kind == "tight":
        assert alone is not None
        spare, margin = round(alone.laxity_s / 60), round(alert.margin_s / 60)
        return f"has {spare} min to spare at {port} ({kw(alone.power_kw)}), expected {margin} min or more", ()
    gets = energy(trip.need_kwh - alert.missing_kwh, trip.need_kwh).removesuffix(" kWh")
    left = f"gets {gets} of {energy(trip.need_kwh)}"
    message = f"{left}: {energy(alert.missing_kwh)} missing at {show(trip.depart_s)}{_charge(trip, alert)}"
    if alert.kind == "short":
        return message, tuple(_limit_words(plan, alert, trip))
    notes: list[str] = []
    if alone is not None:
        notes.append(f"alone at port {port} ({kw(alone.power_kw)}) it would have all at {show(alone.ready_s)} at best")
        if alone.laxity_s < 0:
            notes.append(f"in its stay it would have to draw {kw(ceil_to(needed_kw(trip), 0.1))}")
        else:
            notes += [f"with no other vehicle too {words}" for words in _limit_words(plan, alert, trip, others=False)]
    return message, tuple(notes)


def _charge(trip: Trip, alert: Alert) -> str:
    """The state of charge that it leaves with, and that it should have; empty where the file says none."""
    if trip.soc is None or trip.battery_kwh is None or trip.target_soc is None:
        return ""
    soc = max(trip.soc, trip.target_soc - alert.missing_kwh / trip.battery_kwh)
    return f", at {share(soc)} in place of {share(trip.target_soc)}"


def _limit_words(plan: FleetPlan, alert: Alert, trip: Trip, *, others: bool = True) -> list[str]:
    """Which limits are full while it is there, and who takes them."""
    if not alert.limits:
        return ["no single limit keeps it from more: currents below the minimum, or whole power modules, do not fit"]
    found = []
    calendar = plan.trips.calendar
    for limit in alert.limits:
        times = [
            (max(begin, trip.arrive_s), min(end, trip.depart_s))
            for begin, end in limit.full
            if begin < trip.depart_s and trip.arrive_s < end
        ]
        takers = _takers(plan, alert.trip, limit, times) if others else ""
        taken = f"; {takers} there too" if takers else ""
        found.append(f"{equipment_title(limit.id)} is full {_times(calendar, times)}{taken}")
    return found


def _takers(plan: FleetPlan, number: int, limit: BindingLimit, times: list[Times]) -> str:
    """Which fleets draw under a limit in these times: "2 vehicles of Trucks charge"."""
    found: dict[str, int] = {}
    for other, (trip, port) in enumerate(zip(plan.trips.trips, plan.ports, strict=True)):
        meets = any(begin < trip.depart_s and trip.arrive_s < end for begin, end in times)
        if other != number and port in limit.ports and meets and plan.delivered_kwh[other] > 0:
            found[trip.fleet] = found.get(trip.fleet, 0) + 1
    words = [f"{count(vehicles, 'vehicle')} of {fleet}" for fleet, vehicles in found.items()]
    charge = "charges" if sum(found.values()) == 1 else "charge"
    return f"{enumeration(words)} {charge}" if words else ""


def _times(calendar: Calendar, times: tuple[Times, ...] | list[Times]) -> str:
    """Stretches of time: "2026-03-02 18:00 to 22:30", the first few of many."""
    shown = [_stretch(calendar, *each) for each in times[:_MOST_TIMES]]
    more = len(times) - len(shown)
    return enumeration([*shown, f"{count(more, 'time')} more"] if more > 0 else shown)


def _stretch(calendar: Calendar, begin_s: float, end_s: float) -> str:
    begin, end = calendar.show(begin_s), calendar.show(end_s)
    day, _, clock = end.rpartition(" ")
    return f"{begin} to {clock if begin.startswith(day) else end}"


def _stay(calendar: Calendar, trip: Trip) -> str:
    return _stretch(calendar, trip.arrive_s, trip.depart_s)


def energy(value_kwh: float, beside_kwh: float | None = None) -> str:
    """An energy in kWh; one that is less than another beside it is never told as the same."""
    text = format_number(value_kwh)
    if beside_kwh is not None and value_kwh < beside_kwh and text == format_number(beside_kwh):
        text = f"{value_kwh:.4f}"
    return f"{text} kWh"
