"""`evsite fleet` for people: how many are ready and what it costs, alerts, the plan by vehicle, limits, the bill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.text.figures import as_shown, share
from evsite.output.text.fleet_bars import MOST_ROWS, render_gantt, render_limits
from evsite.output.text.fleet_run import render_carried_out
from evsite.output.text.fleet_words import gets, short_moment
from evsite.output.text.simulation import left_out_words
from evsite.output.text.tables import Column, Table
from evsite.output.text.terminal_style import assumed, noted, printable
from evsite.studies.fleets.findings import energy
from evsite.studies.fleets.results import MISSED_KWH
from evsite.words import count, format_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.model.site import Site
    from evsite.output.text.terminal_style import TerminalStyle
    from evsite.studies.fleets.report_results import FleetReport, FleetTally
    from evsite.studies.fleets.results import FleetPlan, Stage, Steadiness
    from evsite.tariffs.model import Tariff


def fleet_verdict(site: Site, report: FleetReport, terminal: TerminalStyle) -> str:
    """What a plan is of, how many are ready by departure, and what it costs."""
    return "\n".join([*_head(site, report.plan, terminal), "", *_verdict(report, terminal)])


def fleet_figures(
    site: Site, report: FleetReport, terminal: TerminalStyle, *, tariff: Tariff | None, every: bool
) -> Iterator[str]:
    """The parts of a plan below its alerts.

    Parameters
    ----------
    site
        The site.
    report
        The plan, and what there is to say about it.
    terminal
        Where it is shown.
    tariff
        By what costs count.
    every
        Show every vehicle and limit.
    """
    if report.carried_out is not None:
        yield render_carried_out(report.carried_out, terminal, every=every)
    if report.plan.trips.trips:
        yield _vehicles(report.plan, terminal, every=every)
        yield "\n".join(render_gantt(site, report, terminal, every=every))
        yield "\n".join(render_limits(site, report.plan, terminal, every=every))
    if tariff is not None:
        yield _bill(report, tariff, terminal)
    yield "\n".join(_notes(site, report, terminal))


def _head(site: Site, plan: FleetPlan, terminal: TerminalStyle) -> Iterator[str]:
    show = plan.trips.calendar.show
    yield terminal.title(printable(site.name))
    sentence = f"{count(len(plan.trips.trips), 'trip')} at {count(len(site.ports), 'port')}"
    if len(plan.edge_s) > 1:
        minutes = round(float(plan.edge_s[1] - plan.edge_s[0]) / 60)
        begin, end = show(float(plan.edge_s[0])), show(float(plan.edge_s[-1]))
        sentence += f", planned from {begin} to {end} in steps of {minutes} min"
    yield terminal.prose(sentence)


# --- the answer -------------------------------------------------------------------------------------------------------


def _verdict(report: FleetReport, terminal: TerminalStyle) -> Iterator[str]:
    """How many are ready by departure, by fleet, and what it costs beside charging without a plan."""
    plan = report.plan
    ready = sum(tally.ready for tally in report.tallies)
    trips = len(plan.trips.trips)
    missing_kwh = sum(tally.shortfall_kwh for tally in report.tallies)
    verb = "is" if trips == 1 or ready == 1 else "are"
    # of a plan from now on
    left = "" if report.since is None else " there or still to come"
    words = f"{ready:,} of {count(trips, 'vehicle')}{left} {verb} ready by departure"
    if ready < trips:
        words += f"; {energy(missing_kwh)} missing"
    style = "green" if ready == trips else "red"
    yield terminal.styled_lines(terminal.prose(words), "bold", style)
    without = sum(tally.unplanned_ready for tally in report.tallies)
    unplanned_kwh = sum(tally.unplanned_shortfall_kwh for tally in report.tallies)
    lacking = f", {energy(unplanned_kwh)} missing" if without < trips else ""
    beside = f"without a plan, charging on arrival: {without:,} ready{lacking}"
    if plan.cost_usd is not None and report.unplanned.cost_usd is not None:
        unplanned_usd, planned_usd = as_shown(report.unplanned.cost_usd, 2), as_shown(plan.cost_usd, 2)
        yield terminal.prose(
            f"costs ${planned_usd:,f} (energy ${plan.energy_usd or 0.0:,.2f}, demand ${plan.demand_usd or 0.0:,.2f})"
        )
        beside += f", ${unplanned_usd:,f}"
        # of plans that bring as much
        if abs(missing_kwh - unplanned_kwh) <= MISSED_KWH:
            saved_usd = unplanned_usd - planned_usd
            beside += f"; the plan saves ${saved_usd:,f}" if saved_usd > 0 else ""
    yield terminal.prose(beside)
    side = max((len(tally.fleet.name) for tally in report.tallies), default=0)
    for tally in report.tallies:
        yield terminal.prose(f"  {printable(tally.fleet.name):<{side}}  {_fleet_words(tally)}", " " * (side + 4))
    if plan.steadiness.vehicles:
        yield terminal.prose(_steadiness_words(plan.steadiness))


def _fleet_words(tally: FleetTally) -> str:
    """A fleet: "rank 1, by departure: 8 of 8 ready"."""
    intent = "as soon as possible" if tally.fleet.intent == "asap" else "by departure"
    words = f"rank {tally.fleet.rank}, {intent}: {tally.ready:,} of {tally.trips:,} ready"
    if tally.ready < tally.trips:
        words += f", {energy(tally.shortfall_kwh)} of {energy(tally.need_kwh)} missing"
    unproved = [stage for stage in tally.stages if not stage.proved]
    return words + "".join(f"; {_gap(stage)}" for stage in unproved)


def _gap(stage: Stage) -> str:
    unit = {"shortfall": "kWh missing", "delay": "kWh h of delay", "cost": "USD"}.get(stage.kind, "")
    reached, least = format_number(stage.value), format_number(stage.bound)
    return f"{reached} {unit} not proved to be the least, which is {least} or more"


def _steadiness_words(steadiness: Steadiness) -> str:
    """How often vehicles start to charge: "24 vehicles charge, each without a pause"."""
    vehicles, going_on = steadiness.vehicles, steadiness.going_on
    verb = "charges" if vehicles == 1 else "charge"
    words = f"{count(vehicles, 'vehicle')} {verb}"
    if steadiness.proved and steadiness.starts + going_on == vehicles:
        return f"{words}{'' if vehicles == 1 else ', each'} without a pause"
    words += f", {going_on:,} of them from before," if going_on else ""
    words += f" and start{'s' if vehicles == 1 else ''} {count(steadiness.starts, 'time')}"
    if steadiness.proved:
        return f"{words}, the fewest at this power in each step"
    return f"{words}; not proved to be the fewest, which are {steadiness.bound:,} or more"


# --- tables -----------------------------------------------------------------------------------------------------------


def _vehicles(plan: FleetPlan, terminal: TerminalStyle, *, every: bool) -> str:
    """A row for each trip."""
    show, dated = plan.trips.calendar.show, plan.trips.calendar.dated
    table = Table(
        [
            Column("vehicle", cut="middle"),
            Column("fleet", cut="middle", drop=1),
            Column("port", cut="middle", drop=3),
            Column("arrives", drop=4),
            Column("departs"),
            Column("kWh of need", "right", title="gets, of what it needs, kWh"),
            Column("ready"),
            Column("SOC", "right", title="state of charge at departure", drop=2),
        ]
    )
    trips = plan.trips.trips
    shown = trips if every else trips[:MOST_ROWS]
    for number, trip in enumerate(shown):
        ready_s = plan.ready_s[number]
        missing = float(plan.shortfall_kwh[number]) > MISSED_KWH
        table.add(
            trip.vehicle,
            trip.fleet,
            plan.ports[number] or "none",
            short_moment(show(trip.arrive_s), dated=dated),
            short_moment(show(trip.depart_s), dated=dated),
            f"{gets(float(plan.delivered_kwh[number]), trip.need_kwh, missing=missing)} of {trip.need_kwh:,.1f}",
            "never" if ready_s is None else short_moment(show(ready_s), dated=dated),
            _soc(plan, number),
            style="red" if missing else "",
        )
    lines = [table.render(terminal)]
    if len(shown) < len(trips):
        lines.append(f"{len(trips) - len(shown):,} more vehicles: --all lists them")
    return "\n".join(lines)


def _soc(plan: FleetPlan, number: int) -> str:
    trip = plan.trips.trips[number]
    if trip.soc is None or trip.battery_kwh is None:
        return "-"
    return share(trip.soc + float(plan.delivered_kwh[number]) / trip.battery_kwh)


def _bill(report: FleetReport, tariff: Tariff, terminal: TerminalStyle) -> str:
    """What energy and demand cost with the plan and without."""
    table = Table(
        [
            Column("cost, USD", over_blocks=True),
            Column("energy", "right"),
            Column("demand", "right"),
            Column("in all", "right"),
        ]
    )
    for words, each in (("this plan", report.plan), ("charging on arrival", report.unplanned)):
        if each.cost_usd is not None:
            figures = (each.energy_usd or 0.0, each.demand_usd or 0.0, each.cost_usd)
            table.add(words, *(f"{usd:,.2f}" for usd in figures))
    rules = (
        f"by {printable(tariff.title)}: energy of the vehicles, and demand charges of the months in full, of vehicles "
        "and of other load that is known together; without fixed charges, taxes and riders"
    )
    return f"{table.render(terminal)}\n{terminal.prose(rules)}"


def _notes(site: Site, report: FleetReport, terminal: TerminalStyle) -> Iterator[str]:
    plan = report.plan
    yield from noted(left_out_words(plan.trips.left_out, "trip"), terminal)
    notes = dict.fromkeys((*plan.trips.notes, *plan.notes, *report.notes))
    yield from noted(notes, terminal)
    if report.untried:
        alerts = count(len(report.alerts) + len(report.binding), "alert")
        words = f"ways out of {report.untried:,} of {alerts} were not tried to the end"
        yield from noted([f"{words}: each is planned anew before it is shown, which takes time"], terminal)
    yield from assumed(site, terminal)
