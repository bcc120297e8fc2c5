"""Tables of a simulation: the policies side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.policy_words import policy_words
from evsite.output.text.figures import share
from evsite.output.text.service_rows import LIFTED_ALONE, NO_LIMIT, lifted_rows, limit_rows, wait_rows
from evsite.output.text.tables import Column, Table
from evsite.output.text.terminal_style import noted, printable
from evsite.words import count

if TYPE_CHECKING:
    from evsite.model.site import Site
    from evsite.output.text.terminal_style import TerminalStyle
    from evsite.studies.service.results import Durations, Quantiles, ServiceLevel, ServiceReport

_LARGE_KWH = 1000


def energy(value_kwh: float, beside_kwh: float) -> str:
    """Energy with thousands apart: whole kWh beside large ones, one decimal beside small ones."""
    return f"{value_kwh:,.0f}" if beside_kwh >= _LARGE_KWH else f"{value_kwh:,.1f}"


def share_or_dash(value: float | None) -> str:
    """A share in percent, or a dash for none."""
    return "-" if value is None else share(value)


def energy_by_policy(report: ServiceReport, terminal: TerminalStyle) -> str:
    """Who is full, what is delivered, and the peak; below them what no policy can exceed."""
    stated = any(level.tally.stated for level in report.policies)
    table = Table(
        [
            Column("policy"),
            Column("full", "right", title="full, vehicles"),
            Column("share", "right", title="full, of those who could be"),
            Column("of all", "right", title="full, of all that want a certain energy", drop=3),
            Column("kWh", "right", title="energy, kWh"),
            Column("share", "right", title="energy, of what was possible"),
            Column("of wanted", "right", title="energy, of what was wanted"),
            Column("peak kW", "right"),
            Column("at", title="peak at", drop=1),
            Column("load factor", "right", drop=2),
        ]
    )
    show = report.sessions.calendar.show
    for level in report.policies:
        tally, power = level.tally, level.power
        table.add(
            policy_words(level.policy).short,
            f"{tally.full:,}",
            share_or_dash(tally.full_of_possible),
            share_or_dash(tally.full_of_stated),
            f"{tally.energy_kwh if stated else tally.unstated_energy_kwh:,.1f}",
            share_or_dash(tally.energy_of_possible if stated else tally.unstated_of_possible),
            share_or_dash(tally.energy_of_wanted),
            f"{power.peak_kw:,.1f}",
            show(power.peak_s),
            "-" if power.load_factor is None else f"{power.load_factor:.2f}",
        )
    _bounds(report, table, stated=stated)
    return f"{table.render(terminal)}\n{terminal.prose(_SHARES)}"


_SHARES = (
    "share: of the drivers who could be full, and of the kWh that could be had, each alone at full speed from its "
    "arrival to its end; of all: also of those who could not be full"
)


def _bounds(report: ServiceReport, table: Table, *, stated: bool) -> None:
    """What no policy can exceed: within the limits knowing all in advance, and without limits."""
    tally, possible = report.policies[0].tally, report.possible
    # what the bound is of all sessions cannot stand beside what some of them get
    if report.clairvoyant_kwh is not None and not (tally.stated and tally.unstated):
        total_kwh = 0.0 if possible is None else possible.possible_kwh + possible.unstated_possible_kwh
        of_possible = share_or_dash(min(1.0, report.clairvoyant_kwh / total_kwh) if total_kwh else None)
        table.add("perfect foresight", "-", "-", "-", f"{report.clairvoyant_kwh:,.1f}", of_possible, "-", "-", "-", "-")
    if possible is not None:
        energy_kwh = possible.possible_kwh if stated else possible.unstated_possible_kwh
        of_wanted = share_or_dash(min(1.0, energy_kwh / tally.wanted_kwh) if tally.wanted_kwh else None)
        of_all = share_or_dash(possible.can_be_full / tally.stated if tally.stated else None)
        full = "100 %" if possible.can_be_full else "-"
        whole = "100 %" if energy_kwh else "-"
        values = (f"{possible.can_be_full:,}", full, of_all, f"{energy_kwh:,.1f}", whole, of_wanted, "-", "-", "-")
        table.add("at full speed", *values, style="dim")


def spread_by_policy(report: ServiceReport, terminal: TerminalStyle) -> str:
    """Percentiles over sessions, and the worst day."""
    table = Table(
        [
            Column("policy"),
            Column("kWh P5", "right"),
            Column("P50", "right", title="kWh P50"),
            Column("P95", "right", title="kWh P95", drop=3),
            Column("served P5", "right"),
            Column("P50", "right", title="served P50"),
            Column("P95", "right", title="served P95", drop=2),
            Column("worst day", drop=1),
            Column("share", "right", title="worst day, of what was possible", drop=1),
        ]
    )
    for level in report.policies:
        table.add(
            policy_words(level.policy).short,
            *_quantiles(level.session_energy, percent=False),
            *_quantiles(level.served, percent=True),
            *worst_day_words(level),
        )
    return table.render(terminal)


def worst_day_words(level: ServiceLevel) -> tuple[str, str]:
    """The worst day and its share of what was possible; dashes where every day had all of it."""
    if level.worst_day is None:
        return "-", "-"
    tally = level.worst_day.tally
    ratio = tally.energy_of_possible if tally.energy_of_possible is not None else tally.unstated_of_possible
    return ("-", "-") if ratio == 1 else (level.worst_day.label, share_or_dash(ratio))


def _quantiles(found: Quantiles | None, *, percent: bool) -> list[str]:
    if found is None:
        return ["-"] * 3
    return [share(value) if percent else f"{value:.1f}" for value in (found.p5, found.p50, found.p95)]


def times_by_policy(report: ServiceReport, terminal: TerminalStyle) -> str:
    """Hours without power, and hours later than alone."""
    table = Table(
        [
            Column("hours", over_blocks=True),
            Column("without power", "right", title="without power, mean"),
            Column("P95", "right", title="without power, P95"),
            Column("longest", "right", title="without power, longest"),
            Column("in a row", "right", title="without power, longest in a row", drop=1),
            Column("late", "right", title="full later than alone, mean"),
            Column("P95", "right", title="full later than alone, P95"),
            Column("longest", "right", title="full later than alone, longest"),
        ]
    )
    for level in report.policies:
        table.add(
            policy_words(level.policy).short,
            *_durations(level.unpowered),
            f"{level.longest_unpowered_h:.2f}",
            *_durations(level.late),
        )
    words = "late: from when it could have been full alone at full speed to when it is, or to its end if it never is"
    return f"{table.render(terminal)}\n{terminal.prose(words)}"


def _durations(found: Durations | None) -> list[str]:
    return ["-"] * 3 if found is None else [f"{value:.2f}" for value in (found.mean_h, found.p95_h, found.longest_h)]


def port_waits(report: ServiceReport, terminal: TerminalStyle) -> str:
    """Waiting for a free port; nothing where nobody waits."""
    rows, words = wait_rows(report)
    if not rows:
        return ""
    table = Table(
        [
            Column("wait for a port", over_blocks=True),
            Column("plugged in", "right"),
            Column("no port", "right", title="left without a port"),
            Column("waited", "right"),
            Column("mean min", "right"),
            Column("P95 min", "right", drop=1),
            Column("longest min", "right"),
        ]
    )
    for row in rows:
        table.add(*row)
    return f"{table.render(terminal)}\n{terminal.prose(words)}"


def by_month(report: ServiceReport, terminal: TerminalStyle) -> str:
    """Who is full of those who could be, and what is delivered of what was possible, month by month."""
    months = report.policies[0].by_month
    if not months:
        return ""
    named = [policy_words(level.policy).short for level in report.policies]
    table = Table(
        [
            Column("month"),
            Column("sessions", "right"),
            *(Column(f"{name} full", "right", title=f"{name}, full of those who could be") for name in named),
            *(Column(f"{name} kWh", "right", title=f"{name}, kWh of what was possible", drop=1) for name in named),
        ]
    )
    for place, month in enumerate(months):
        tallies = [level.by_month[place].tally for level in report.policies]
        table.add(
            month.month,
            f"{month.tally.sessions:,}",
            *(share_or_dash(tally.full_of_possible) for tally in tallies),
            *(share_or_dash(tally.energy_of_possible) for tally in tallies),
        )
    words = "full of those who could be, and kWh of what was possible, by month of arrival"
    return f"{terminal.styled_lines(terminal.prose(words), 'bold')}\n{table.render(terminal)}"


def limits_by_policy(site: Site, report: ServiceReport, terminal: TerminalStyle, *, every: bool) -> str:
    """Hours for which equipment kept somebody from more, what binds longest first, and how full it was."""
    rows, left = limit_rows(site, report, every=every)
    if not rows:
        return terminal.prose(NO_LIMIT)
    table = Table(
        [
            Column("hours that it binds", cut="middle", over_blocks=True),
            *(Column(policy_words(level.policy).short, "right") for level in report.policies),
            Column("peak", "right", drop=2),
            Column("limit", "right", drop=1),
        ]
    )
    for row in rows:
        table.add(*row)
    text = table.render(terminal)
    return f"{text}\nand {count(left, 'limit')} more; --all lists them" if left else text


def lifted_limits(report: ServiceReport, terminal: TerminalStyle) -> str:
    """What drivers gain where limits are lifted, the most first: the next equipment to upgrade."""
    if not report.lifted:
        return ""
    table = Table(
        [
            Column("if this were lifted", cut="middle"),
            Column("under"),
            Column("hours", "right", title="hours that it binds"),
            Column("more kWh", "right"),
            Column("more full", "right"),
        ]
    )
    for row in lifted_rows(report):
        table.add(*row)
    title = terminal.styled_lines(terminal.prose("the next equipment to upgrade"), "bold")
    return f"{title}\n{table.render(terminal)}\n{terminal.prose(LIFTED_ALONE)}"


def bills_by_policy(report: ServiceReport, terminal: TerminalStyle) -> str:
    """What the power costs under each policy, with what its tariff does not say."""
    if not report.bills:
        return ""
    table = Table(
        [
            Column("bill, USD", over_blocks=True),
            Column("energy", "right"),
            Column("demand", "right"),
            Column("other", "right", title="fixed, subscription and minimum", drop=1),
            Column("total", "right"),
            Column("a kWh", "right", title="total for each kWh from the supplies"),
        ]
    )
    for policy, found in report.bills.items():
        energy_usd = sum(month.energy_usd for month in found.months)
        demand_usd = sum(month.demand_usd for month in found.months)
        table.add(
            policy_words(policy).short,
            *(f"{usd:,.2f}" for usd in (energy_usd, demand_usd, sum(month.other_usd for month in found.months))),
            f"{found.total_usd:,.2f}",
            f"{found.total_usd / found.energy_kwh:.4f}" if found.energy_kwh else "-",
        )
    first = next(iter(report.bills.values()))
    months = count(len(first.months), "calendar month")
    words = f"by {printable(first.tariff.title)} for {months}, as if the chargers had a meter of their own"
    lines = [table.render(terminal), terminal.prose(words)]
    notes = dict.fromkeys(note for found in report.bills.values() for note in (*found.missing, *found.notes))
    return "\n".join([*lines, *noted(notes, terminal)])
