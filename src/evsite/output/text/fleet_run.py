"""What really came of a plan for fleets, for people: up to an instant, or to its end beside foresight."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TYPE_CHECKING

from evsite.output.text.figures import as_shown
from evsite.output.text.fleet_words import gets, short_moment
from evsite.output.text.tables import Column, Table
from evsite.output.text.terminal_style import noted, printable
from evsite.studies.fleets.findings import energy
from evsite.studies.fleets.results import MISSED_KWH
from evsite.words import count, enumeration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evsite.output.text.terminal_style import TerminalStyle
    from evsite.studies.fleets.known import News
    from evsite.studies.fleets.report_results import CarriedOut

NEWS: dict[News, str] = {
    "late": "is late",
    "early": "has come early",
    "longer": "stays longer",
    "left": "has left early",
    "cancelled": "does not come",
    "fault": "has a port with a fault",
}
"""What is new of a trip, in words."""
_MOST_ROWS, _MOST_REPLANS, _MOST_NEWS = 20, 8, 4


def render_carried_out(done: CarriedOut, terminal: TerminalStyle, *, every: bool) -> str:
    """What came of each trip, when it was planned anew, and what not knowing has cost.

    Parameters
    ----------
    done
        What was carried out.
    terminal
        Where it is shown.
    every
        Show every vehicle and moment.
    """
    lines = [terminal.styled(_title(done), "bold")]
    if done.now_s is None:
        lines += _whole(done, terminal)
    else:
        lines += _over(done, terminal)
    lines += [_table(done, terminal, every=every), *_replans(done, terminal, every=every)]
    return "\n".join([*filter(None, lines), *noted(done.notes, terminal)])


def _title(done: CarriedOut) -> str:
    if done.now_s is None:
        return "as it went"
    return f"carried out until {done.run.trips.calendar.show(float(done.run.edge_s[done.run.until_step]))}"


def _whole(done: CarriedOut, terminal: TerminalStyle) -> Iterator[str]:
    """A run that is over: what it brought, and what the plan would have that had known it."""
    run, regret = done.run, done.regret
    missing_kwh = float(run.shortfall_kwh.sum())
    ready = int((run.shortfall_kwh <= MISSED_KWH).sum())
    words = f"{ready:,} of {count(len(run.trips.trips), 'vehicle')} had what they need"
    if ready < len(run.trips.trips):
        words += f"; {energy(missing_kwh)} missing"
    if run.cost_usd is not None:
        words += (
            f"; it cost ${run.cost_usd:,.2f} (energy ${run.energy_usd or 0.0:,.2f}, "
            f"demand ${run.demand_usd or 0.0:,.2f})"
        )
    yield terminal.prose(words)
    if regret is None:
        return
    more_kwh = sum(regret.shortfall_kwh.values())
    known = f"a plan that had known all from the beginning: {energy(max(missing_kwh - more_kwh, 0.0))} missing"
    more_usd = Decimal()
    if run.cost_usd is not None and regret.foresight.cost_usd is not None:
        foresight_usd = as_shown(regret.foresight.cost_usd, 2)
        known += f", ${foresight_usd:,f}"
        more_usd = as_shown(run.cost_usd, 2) - foresight_usd
    yield terminal.prose(known)
    costs = [f"fleet {name} {energy(kwh)}" for name, kwh in regret.shortfall_kwh.items() if kwh > MISSED_KWH]
    # less energy costs less: dollars alone compare plans that bring as much
    if more_usd > 0 and abs(more_kwh) <= MISSED_KWH:
        costs.append(f"${more_usd:,f}")
    yield terminal.prose(f"not to know it has cost {enumeration(costs) if costs else 'nothing'}")


def _over(done: CarriedOut, terminal: TerminalStyle) -> Iterator[str]:
    """How many of those whose stay is over had less than they need; nothing where none had."""
    run = done.run
    until_s = float(run.edge_s[run.until_step])
    over = [
        float(run.shortfall_kwh[each]) for each, stay in enumerate(run.stays) if -math.inf < stay.depart_s <= until_s
    ]
    missing_kwh = [kwh for kwh in over if kwh > MISSED_KWH]
    if missing_kwh:
        words = f"{count(len(missing_kwh), 'vehicle')} whose stay is over had less than needed"
        yield terminal.prose(f"{words}; {energy(sum(missing_kwh))} missing")


def _table(done: CarriedOut, terminal: TerminalStyle, *, every: bool) -> str:
    run, news = done.run, done.news()
    calendar = run.trips.calendar
    until_s = float(run.edge_s[run.until_step]) if done.now_s is None else done.now_s
    table = Table(
        [
            Column("vehicle", cut="middle"),
            Column("port", cut="middle", drop=2),
            Column("came", drop=3),
            Column("left"),
            Column("kWh of need", "right", title="has, of what it needs, kWh"),
            Column("what is new", drop=1),
        ]
    )
    rows = 0
    left_out = 0
    for position, (trip, stay) in enumerate(zip(run.trips.trips, run.stays, strict=True)):
        there = stay.arrive_s < stay.depart_s and stay.arrive_s < until_s
        if not there and position not in news:
            continue
        if rows >= _MOST_ROWS and not every:
            left_out += 1
            continue
        rows += 1
        left = there and stay.depart_s <= until_s
        missing = left and float(run.shortfall_kwh[position]) > MISSED_KWH
        table.add(
            trip.vehicle,
            trip.port or "none",
            short_moment(calendar.show(stay.arrive_s), dated=calendar.dated) if there else "-",
            short_moment(calendar.show(stay.depart_s), dated=calendar.dated) if left else "-",
            f"{gets(float(run.delivered_kwh[position]), trip.need_kwh, missing=missing)} of {trip.need_kwh:,.1f}",
            NEWS[news[position]] if position in news else "",
            style="red" if missing else "",
        )
    if not rows:
        return terminal.prose("no vehicle has come yet")
    more = f"\n{left_out:,} more vehicles: --all lists them" if left_out else ""
    return table.render(terminal) + more


def _replans(done: CarriedOut, terminal: TerminalStyle, *, every: bool) -> Iterator[str]:
    """When it was planned anew for something that was new, and what."""
    found: list[tuple[float, dict[int, News]]] = []
    before: Mapping[int, News] = {}
    for replan in done.run.replans:
        fresh = {trip: new for trip, new in replan.news.items() if before.get(trip) != new}
        if fresh:
            found.append((replan.at_s, fresh))
        before = replan.news
    shown = found if every else found[:_MOST_REPLANS]
    for at_s, fresh in shown:
        yield terminal.prose(f"{done.run.trips.calendar.show(at_s)}: planned anew, {_why(done, fresh)}", "  ")
    if len(shown) < len(found):
        yield f"{len(found) - len(shown):,} more times: --all lists them"


def _why(done: CarriedOut, news: Mapping[int, News]) -> str:
    trips = done.run.trips.trips
    words = [f"{printable(trips[each].vehicle)} {NEWS[new]}" for each, new in sorted(news.items())]
    return enumeration(
        words if len(words) <= _MOST_NEWS else [*words[:_MOST_NEWS], f"{len(words) - _MOST_NEWS:,} more"]
    )
