"""`evsite compare-policies` for people: policies side by side, for a moment or for a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from evsite.allocation.policies import COMPARED, policy_named
from evsite.model.week import show_moment
from evsite.network.titles import limit_title, unit_of
from evsite.output.text import figures
from evsite.output.text.group_rows import MOST_ROWS, group_rows, truncate
from evsite.output.text.names import limit_shape, positions, summarize_names
from evsite.output.text.port_rows import port_rows
from evsite.output.text.tables import Column, Table
from evsite.output.text.terminal_style import TerminalStyle, assumed, noted, notice, printable
from evsite.words import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.site import Site
    from evsite.studies.policy_results import (
        DriverOutcome,
        LimitPeak,
        PolicyComparison,
        PolicyOutcome,
        PolicyRun,
        PolicyShare,
        ScenarioComparison,
    )

_WIDE = 170
"""Columns that everything about a vehicle takes in one row."""

_Values = tuple[str, Literal["left", "right"], list[str]]
"""Heading of a column, the side it is aligned to, and what stands in it."""


def render_policies(site: Site, comparison: PolicyComparison, terminal: TerminalStyle, *, every: bool = False) -> str:
    """One moment under every policy."""
    shares = comparison.outcomes[0].shares
    sentence = f"{len(shares):,} of {count(len(site.ports), 'port')} in use, one moment under each policy"
    parts = [f"{terminal.styled(printable(site.name), 'bold')}\n{terminal.prose(sentence)}"]
    if shares:
        parts.append(_moment_ports(comparison, terminal, every=every))
        parts.append(_moment_policies(comparison, terminal))
    parts += [*assumed(site, terminal), _trade_offs(terminal), notice(terminal)]
    return "\n\n".join(parts) + "\n"


def _moment_ports(comparison: PolicyComparison, terminal: TerminalStyle, *, every: bool) -> str:
    rows = list(zip(*(outcome.shares for outcome in comparison.outcomes), strict=True))
    order = positions(row[0].port for row in rows)
    sets, left = truncate(group_rows(rows, _row_key, every=every), every=every)
    port_table = port_rows([[row[0].port for row in row_group.items] for row_group in sets], order)
    columns = list(port_table.columns)
    for outcome in comparison.outcomes:
        policy = policy_named(outcome.policy)
        columns.append(Column(f"{policy.short} A", "right", title=f"{policy.title} (A)"))
        columns.append(Column("kW", "right", title=f"{policy.title} (kW)", drop=1))
    columns.append(Column("who waits", cut="end"))
    table = Table(columns)
    for row_group, cells, below in zip(sets, port_table.cells, port_table.below, strict=True):
        values = [*cells]
        for share in row_group.first:
            values += [f"{share.current_a:.2f}", f"{share.power_kw:.2f}"]
        table.add(*values, _waits(comparison, row_group.first), below=below)
    text = table.render(terminal)
    return f"{text}\nand {count(left, 'port')} more; --all lists them" if left else text


def _row_key(row: tuple[PolicyShare, ...]) -> tuple[object, ...]:
    return tuple(
        (round(share.current_a, 2), round(share.power_kw, 2), share.state, _rounded(share.longest_wait_h))
        for share in row
    )


def _rounded(wait_h: float | None) -> float | None:
    return None if wait_h is None else round(wait_h, 3)


def _waits(comparison: PolicyComparison, row: tuple[PolicyShare, ...]) -> str:
    """How this vehicle waits; policies under which it waits alike are shown together."""
    by_words: dict[str, list[str]] = {}
    for outcome, share in zip(comparison.outcomes, row, strict=True):
        words = _state(outcome, share)
        if words:
            by_words.setdefault(words, []).append(policy_named(outcome.policy).short)
    return "; ".join(f"{', '.join(policies)}: {words}" for words, policies in by_words.items())


def _state(outcome: PolicyOutcome, share: PolicyShare) -> str:
    if share.state == "waiting":
        in_line = policy_named(outcome.policy).in_order and outcome.total_power_kw > 0
        return "waits for others" if in_line else "gets nothing now"
    if share.state == "turns":
        return f"turns, up to {figures.duration(share.longest_wait_h or 0.0)} without power"
    return share.state if share.state in {"done", "offline"} else ""


def _moment_policies(comparison: PolicyComparison, terminal: TerminalStyle) -> str:
    table = Table(
        [
            Column("policy"),
            Column("total kW", "right"),
            Column("least A", "right"),
            Column("least kW", "right", drop=1),
            Column("waiting", "right", title="waiting, vehicles"),
            Column("longest wait"),
        ]
    )
    for outcome in comparison.outcomes:
        table.add(
            policy_named(outcome.policy).title,
            f"{outcome.total_power_kw:.2f}",
            f"{outcome.least.current_a:.2f}",
            f"{outcome.least.power_kw:.2f}",
            f"{len(outcome.waiting):,}",
            longest_wait(outcome, comparison.slot_h),
            style="yellow" if outcome.waiting else "",
        )
    return table.render(terminal)


def longest_wait(outcome: PolicyOutcome, slot_h: float) -> str:
    """How long a vehicle may be without power under a policy, with the slots of a rotation."""
    if outcome.longest_wait_h is None:
        in_line = policy_named(outcome.policy).in_order and outcome.total_power_kw > 0
        return "until others finish" if in_line else "for as long as this holds"
    if not outcome.slots:
        return "-"
    return f"{figures.duration(outcome.longest_wait_h)} ({outcome.slots} slots of up to {figures.duration(slot_h)})"


def _trade_offs(terminal: TerminalStyle) -> str:
    lines = [terminal.prose(f"{policy.title}: {policy.trade_off}", "  ") for policy in COMPARED]
    return "\n".join(lines)


# --- a scenario -------------------------------------------------------------------------------------------------------


def render_scenario(site: Site, comparison: ScenarioComparison, terminal: TerminalStyle, *, every: bool = False) -> str:
    """A scenario under every policy."""
    runs = comparison.runs
    drivers = runs[0].drivers
    start = show_moment(comparison.start_min)
    sentence = f"{count(len(drivers), 'vehicle')} at {count(len(site.ports), 'port')}, from {start} on"
    parts = [f"{terminal.styled(printable(site.name), 'bold')}\n{terminal.prose(sentence)}", _summary(runs, terminal)]
    parts.append(_drivers(runs, terminal, every=every))
    if runs[0].limits:
        parts.append(_peaks(site, runs, terminal, every=every))
    parts.append("\n".join([*noted(comparison.notes, terminal), *assumed(site, terminal)]))
    parts += [_trade_offs(terminal), notice(terminal)]
    return "\n\n".join(parts) + "\n"


def _summary(runs: Sequence[PolicyRun], terminal: TerminalStyle) -> str:
    table = Table(
        [
            Column("policy"),
            Column("kWh", "right", title="energy, kWh"),
            Column("full", "right", title="full, vehicles"),
            Column("least served", "right"),
            Column("last full", drop=2),
            Column("mean wait", "right"),
            Column("longest wait", "right", drop=1),
            Column("peak kW", "right"),
        ]
    )
    for run in runs:
        longest = max((driver.longest_wait_h for driver in run.drivers), default=0.0)
        last = max((driver.full_min for driver in run.drivers if driver.full_min is not None), default=None)
        table.add(
            policy_named(run.policy).title,
            f"{run.energy_kwh:.2f}",
            f"{run.full:,}",
            "-" if run.least_served is None else figures.share(run.least_served),
            "-" if last is None else show_moment(round(last)),
            figures.duration(run.mean_wait_h),
            figures.duration(longest),
            f"{run.peak_power_kw:.2f}",
        )
    return table.render(terminal)


def _drivers(runs: Sequence[PolicyRun], terminal: TerminalStyle, *, every: bool) -> str:
    """Energy, finish and waiting by vehicle: one table where there is room, three below each other elsewhere."""
    rows = list(zip(*(run.drivers for run in runs), strict=True))
    shown = rows if every else rows[:MOST_ROWS]
    energy: list[_Values] = []
    full: list[_Values] = []
    waits: list[_Values] = []
    for number, run in enumerate(runs):
        own = [row[number] for row in shown]
        name = policy_named(run.policy).short
        energy.append((f"{name} kWh", "right", [f"{driver.energy_kwh:.2f}" for driver in own]))
        full.append((f"{name} full", "left", [_full(driver) for driver in own]))
        waits.append((f"{name} waits", "right", [figures.duration(driver.waited_h) for driver in own]))
    blocks = {"by vehicle": [*energy, *full, *waits]}
    if terminal.width is not None and terminal.width < _WIDE:
        blocks = {"energy by vehicle": energy, "full at, or how far": full, "time without power": waits}
    parts = [
        f"{terminal.styled(title, 'bold')}\n{_by_driver(shown, columns).render(terminal)}"
        for title, columns in blocks.items()
    ]
    if len(shown) < len(rows):
        parts.append(f"and {count(len(rows) - len(shown), 'vehicle')} more; --all lists them")
    return "\n\n".join(parts)


def _by_driver(rows: Sequence[tuple[DriverOutcome, ...]], columns: Sequence[_Values]) -> Table:
    table = Table(
        [
            Column("port", cut="middle"),
            Column("plugs in"),
            Column("wants kWh", "right", drop=1),
            *(Column(heading, align) for heading, align, _ in columns),
        ]
    )
    for number, (driver, *_) in enumerate(rows):
        wants = "-" if driver.wanted_kwh is None else f"{driver.wanted_kwh:.2f}"
        values = (cells[number] for _, _, cells in columns)
        table.add(driver.port, show_moment(driver.arrived_min), wants, *values)
    return table


def _full(driver: DriverOutcome) -> str:
    """When it was full, or how much of what it wanted it has."""
    if driver.full_min is not None:
        return show_moment(round(driver.full_min))
    return "-" if driver.served is None else figures.share(driver.served)


def _peaks(site: Site, runs: Sequence[PolicyRun], terminal: TerminalStyle, *, every: bool) -> str:
    rows = list(zip(*(run.limits for run in runs), strict=True))
    sets, left = truncate(group_rows(rows, _peak_key, every=every), every=every)
    columns = [Column("peak of", cut="middle"), *([Column("number", "right", drop=1)] if len(sets) < len(rows) else [])]
    columns += [Column(policy_named(run.policy).short, "right", title=policy_named(run.policy).title) for run in runs]
    columns.append(Column("limit", "right"))
    table = Table(columns)
    for row_group in sets:
        row = row_group.first
        values = [summarize_names([limit_title(site, peaks[0].limit) for peaks in row_group.items])]
        if len(sets) < len(rows):
            values.append(f"{len(row_group.items):,}")
        limits = {f"{peak.value:.2f} {unit_of(site, peak.limit, peak.unit)}" for peak in row}
        limit = limits.pop() if len(limits) == 1 else "by the hour"
        table.add(*values, *(f"{peak.load:.2f}" for peak in row), limit)
    text = table.render(terminal)
    return f"{text}\nand {count(left, 'limit')} more; --all lists them" if left else text


def _peak_key(row: tuple[LimitPeak, ...]) -> tuple[object, ...]:
    return (*((round(peak.load, 2), round(peak.value, 2)) for peak in row), row[0].unit, limit_shape(row[0].limit))
