"""`evsite report` for people: the verdict, the site, its groups, its ports with every port in use, and the findings."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evsite._version import __version__
from evsite.analysis.beside_meter import explained
from evsite.network.titles import limited_by_title
from evsite.output.located import ToolInfo, counted, counts, decided, located_findings
from evsite.output.text import figures
from evsite.output.text.dwelling import render_dwelling
from evsite.output.text.group_rows import group_rows, truncate
from evsite.output.text.left_over import render_left_over
from evsite.output.text.names import count_words, holder_shape, positions, shape, summarize_names
from evsite.output.text.port_rows import port_rows
from evsite.output.text.proofs import render_proofs
from evsite.output.text.records import render_records
from evsite.output.text.tables import Column, Table
from evsite.output.text.terminal_style import COLORS, TerminalStyle, assumed, notice, printable
from evsite.output.text.vehicles import listed_sentence, render_mix
from evsite.output.text.verdict import render_verdict
from evsite.output.text.week import render_week
from evsite.words import amps, count, enumeration, kva, kw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.analysis.home_runs import HomeRuns
    from evsite.model.site import Site
    from evsite.output.located import CheckedFile
    from evsite.studies.beside_load import BesideLoad
    from evsite.studies.headline import Headline
    from evsite.studies.results import GroupReport, PortReport, SiteReport
    from evsite.studies.week import WeekReport


_MOST_FINDINGS = 20
_SHORT_CIRCUITS = 16
"""Circuits of a row stand in it where their names take up to so many columns."""


def render_report(
    site: Site,
    report: SiteReport,
    checked: CheckedFile,
    found: Headline,
    terminal: TerminalStyle,
    *,
    every: bool = False,
    at: str | None = None,
    week: WeekReport | None = None,
) -> str:
    """The report as text: the verdict, the figures, the findings, the proofs, the notes, in the order of importance.

    `at` is the moment of the week that it is of.
    """
    short = render_verdict(site, found, report, checked, terminal, by_hour=week is not None)
    parts = [f"{_title(report, terminal, at)}\n{short}", _header(site, report, terminal)]
    sets, left = truncate(group_rows(report.groups, _group_key, every=every), every=every)
    parts += [
        _group(site, [group.group for group in row_group.items], row_group.first, report, terminal)
        for row_group in sets
    ]
    if left:
        parts.append(f"and {count(left, 'group')} more; --all lists them")
    if not report.groups:
        parts.append(terminal.prose("no power-sharing group: every port may draw its maximum at any time"))
    parts.append(_ports(site, report, terminal, every=every))
    if week is not None:
        parts.append(render_week(site, week, terminal, every=every))
    if report.left_over is not None:
        parts.append(render_left_over(site, report.left_over, report.unfit, terminal, every=every))
    parts += [render_dwelling(report.dwelling, terminal)] if report.dwelling is not None else []
    parts += [render_mix(site, report.mix, terminal)] if report.mix is not None else []
    parts.append(_findings(checked, terminal, every=every))
    parts.append(render_proofs(site, report, terminal, every=every))
    parts += [render_records(checked.records, terminal)] if checked.records else []
    if report.vehicles is not None:
        parts.append(terminal.prose(listed_sentence(report.vehicles)))
    parts += [terminal.prose(f"note: {printable(note)}", "      ") for note in report.notes]
    parts += assumed(site, terminal)
    parts.append(notice(terminal))
    return "\n\n".join(parts) + "\n"


def _title(report: SiteReport, terminal: TerminalStyle, at: str | None) -> str:
    """The name of the site, and the moment of the week that the figures are of."""
    title = terminal.title(printable(report.site))
    if at is None:
        return title
    return f"{title}\n{terminal.prose(f'at {printable(at)}; findings are those of the whole week')}"


def _header(site: Site, report: SiteReport, terminal: TerminalStyle) -> str:
    stations = count(len(site.stations), "station")
    words = [
        f"{count(len(report.ports), 'port')} on {stations}",
        f"NEC {report.nec}",
        f"range at {figures.trimmed(report.miles_per_kwh, 2)} mi/kWh",
    ]
    lines = [*_project(site, terminal), terminal.prose(", ".join(words))]
    pairs = count_words(port.phases for port in report.ports if port.phases is not None)
    if pairs:
        lines.append(terminal.prose(f"ports by phases: {pairs}"))
    if report.home_runs is not None:
        lines.append(terminal.prose(_home_runs(report.home_runs)))
    return "\n".join(lines)


def _project(site: Site, terminal: TerminalStyle) -> list[str]:
    """What shows one project, and one state of its drawing, from another: address, number, revision and date."""
    project = site.project
    if project is None:
        return []
    drawing = [
        f"{word} {stated}"
        for word, stated in (("drawing", project.drawing), ("revision", project.revision), ("of", project.date))
        if stated is not None
    ]
    if project.drawing is None and project.revision is None and project.date is not None:
        drawing = [f"drawing of {project.date}"]
    lines = [project.address, " ".join(drawing)]
    return [terminal.prose(printable(line)) for line in lines if line]


def _home_runs(found: HomeRuns) -> str:
    """How many circuits go to stations, and what jumpers and shared circuits save of one for each port."""
    savings = []
    if found.saved_by_jumpers:
        kits = count(found.jumper_kits, "jumper")
        savings.append(
            f"{kits} (a kit{' each) save' if found.jumper_kits > 1 else ') saves'} {found.saved_by_jumpers:,}"
        )
    if found.saved_by_shared_circuits:
        savings.append(f"circuits that stations share save {found.saved_by_shared_circuits:,}")
    if not savings:
        return f"home runs: {found.runs:,}"
    return f"home runs: {found.runs:,}; one for each port would be {found.one_each:,}: {enumeration(savings)}"


def _power(group: GroupReport) -> float | None:
    return group.limit_kw if group.limit_kva is None else group.limit_kva


def _left(beside: BesideLoad) -> str:
    parts = ((amps, beside.left_a), (kva, beside.left_kva), (kw, beside.left_kw))
    return next(stated(value, digits=2) for stated, value in parts if value is not None)


def _group_key(group: GroupReport) -> tuple[object, ...]:
    worst = group.worst_case
    least = None if worst is None else (round(worst.current_a, 2), round(worst.power_kw, 2), worst.rotates)
    limits = (group.limit_a, _power(group), group.beside, group.even_split_current_a)
    return group.ports, group.policy, limits, group.oversubscription, least, shape(group.group)


def _group(site: Site, names: Sequence[str], group: GroupReport, report: SiteReport, terminal: TerminalStyle) -> str:
    limit = next(
        stated(value, digits=2)
        for stated, value in ((amps, group.limit_a), (kva, group.limit_kva), (kw, group.limit_kw))
        if value is not None
    )
    title = f"group{'s' if len(names) > 1 else ''} {summarize_names(names, positions(site.groups))}"
    seat = site.groups[group.group].on if len(names) == 1 and group.group in site.groups else None
    place = f" on {printable(seat)}" if seat is not None and seat != group.group else ""
    place += f" ({len(names):,} alike)" if len(names) > 1 else ""
    per_conductor = " on each conductor" if group.limit_a is not None else ""
    beside = group.beside
    if beside is not None:
        loads = summarize_names(beside.loads, positions(site.loads))
        share = f"{_left(beside)}{per_conductor}, left of {limit} beside {loads} at its highest"
    else:
        share = f"{limit}{per_conductor}"
    ports = count(group.ports, "port") + (" each" if len(names) > 1 else "")
    lines = [
        f"{terminal.styled(title, 'bold')}{place}",
        f"  {ports} share {share}, policy {group.policy}",
    ]
    if beside is not None and not report.unfit.nodes.isdisjoint({site.groups[group.group].on}):
        lines.append(f"  what is left is {printable(report.unfit.words)}")
    elif beside is not None and beside.governing is not None:
        by_metering_a, by_device_a = beside.left_by_metering_a or 0.0, beside.left_by_device_a or 0.0
        why = explained(beside.governing, by_metering_a, by_device_a, report.nec)
        seen = printable(site.groups[group.group].on or "")
        lines.append(f"  {seen} has {amps(min(by_metering_a, by_device_a), digits=2)} left, {why}")
    # these two are at the fixed limits, which a load by the hour may lower further
    fixed = beside is not None and any(site.loads[load].profile for load in beside.loads)
    at_fixed = ", outside of all windows" if fixed else ""
    over = group.oversubscription
    if over.ports is not None:
        lines.append(
            f"  oversubscription {figures.ratio(over.ports)} by ports (installed, per port at full power){at_fixed}"
        )
    if over.power is not None:
        what = "the limit" if beside is None else "what is left"
        lines.append(f"  oversubscription {figures.ratio(over.power)} by power (connected over {what})")
    worst = group.worst_case
    if worst is not None:
        volts = next((port.voltage_v for port in report.ports if port.port == worst.port), None)
        at = "" if volts is None else f" at {figures.volts(volts)}"
        turns = ""
        if worst.longest_wait_h is not None:
            turns = f"; on average, in turns, up to {figures.duration(worst.longest_wait_h)} without power"
        lines.append(
            f"  all in use{at_fixed}: at least {amps(worst.current_a, digits=2)}, {kw(worst.power_kw, digits=2)}{at}, "
            f"{figures.miles(worst.range_mi_per_h)} (port {printable(worst.port)}{turns})"
        )
    if group.even_split_current_a is not None:
        pairs = count_words(site.ports[name].connection or "" for name in site.groups[group.group].ports)
        even = amps(group.even_split_current_a, digits=2)
        lines.append(
            f"  an even split over three phases would be {even} each, as the guide "
            f"reckons, but no line may carry more than its limit, and the ports are {pairs}"
        )
    return "\n".join(terminal.prose(line, "    ") for line in lines)


def _ports(site: Site, report: SiteReport, terminal: TerminalStyle, *, every: bool) -> str:
    order, circuits = positions(port.port for port in report.ports), positions(site.circuits)
    sets, left = truncate(group_rows(report.ports, _key, every=every), every=every)
    rows = port_rows([[item.port for item in row_group.items] for row_group in sets], order)
    wired = [summarize_names((item.circuit or "-" for item in row_group.items), circuits) for row_group in sets]
    # of ports on a circuit each many circuits would be named: `--all` and the panel schedule have them
    with_circuits = every or all(len(words) <= _SHORT_CIRCUITS for words in wired)
    columns = list(rows.columns)
    turns = any(port.all_in_use.longest_wait_h is not None for port in report.ports)
    columns += [
        *([Column("circuit", cut="middle", drop=3)] if with_circuits else []),
        Column("phases", drop=6),
        Column("rated A", "right", drop=1),
        Column("most A", "right", drop=4),
        Column("worst A", "right"),
        Column("kW", "right", title="worst kW"),
        Column("at V", "right", title="at volts", drop=2),
        Column("mi/h", "right", title="range, mi/h", drop=5),
        *([Column("waits", "right", title="longest wait", drop=7)] if turns else []),
        Column("limited by", cut="end"),
    ]
    table = Table(columns)
    for row_group, cells, below, wires in zip(sets, rows.cells, rows.below, wired, strict=True):
        port = row_group.first
        table.add(
            *cells,
            *([wires] if with_circuits else []),
            port.phases or "-",
            figures.trimmed(port.rated_a, 2),
            figures.trimmed(port.max_a, 2),
            f"{port.all_in_use.current_a:.2f}",
            f"{port.all_in_use.power_kw:.2f}",
            figures.trimmed(port.voltage_v, 1),
            f"{port.all_in_use.range_mi_per_h:.1f}",
            *([_wait(port)] if turns else []),
            summarize_names([limited_by_title(site, item.all_in_use.limited_by) for item in row_group.items]),
            style="" if port.all_in_use.current_a else "yellow",
            below=below,
        )
    text = f"{terminal.styled('every port in use', 'bold')}\n{table.render(terminal)}"
    return f"{text}\nand {count(left, 'port')} more; --all lists them" if left else text


def _key(port: PortReport) -> tuple[object, ...]:
    worst = (
        round(port.all_in_use.current_a, 2),
        round(port.all_in_use.power_kw, 2),
        round(port.all_in_use.range_mi_per_h, 1),
    )
    held = port.phases, port.voltage_v, port.rated_a, port.max_a, holder_shape(port.all_in_use.limited_by)
    return *worst, _wait(port), *held


def _wait(port: PortReport) -> str:
    """The longest time without power of a port that takes turns."""
    wait_h = port.all_in_use.longest_wait_h
    return "-" if wait_h is None or not math.isfinite(wait_h) else figures.duration(wait_h)


def _findings(checked: CheckedFile, terminal: TerminalStyle, *, every: bool) -> str:
    """One line a finding, gravest first: severity, code, message and the line of the file."""
    nouns = {"error": "error", "warning": "warning", "info": "note"}
    located = located_findings([checked], ToolInfo(__version__))
    unchecked = [entry for entry in located if entry.finding.status == "not checked"]
    found = sorted(decided(located), key=lambda entry: entry.finding.severity.rank)
    numbers = counts([entry.finding for entry in found])
    named = {
        severity: dict.fromkeys(each.finding.code for each in found if each.finding.severity == severity)
        for severity in numbers
    }
    summary = ", ".join(
        counted(number, nouns[severity]) + (f" ({', '.join(named[severity])})" if number else "")
        for severity, number in numbers.items()
    )
    lines = [terminal.styled(line, "bold") for line in terminal.prose(f"findings: {summary}").splitlines()]
    shown = found if every else found[:_MOST_FINDINGS]
    for entry in shown:
        finding = entry.finding
        severity = terminal.styled(f"{finding.severity:<7}", COLORS[finding.severity])
        text = f"  {severity} {finding.code} {printable(finding.message)} (line {entry.span.line})"
        lines.append(terminal.prose(text, " " * 10))
    if len(shown) < len(found):
        lines.append(terminal.prose(f"  and {len(found) - len(shown):,} more; evsite check shows them all", "    "))
    if unchecked:
        waiting = ", ".join(dict.fromkeys(entry.finding.code for entry in unchecked))
        lines.append(
            terminal.prose(f"  not checked, input missing: {waiting}; evsite check says what each needs", "    ")
        )
    return "\n".join(lines)
