"""`evsite load-study` for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.beside_meter import explained
from evsite.codebook.editions import cite, section
from evsite.output.text import figures
from evsite.output.text.demand_profile import render_demand, render_duration, render_left_by_hour
from evsite.output.text.records import note_lines
from evsite.output.text.tables import Column, Table
from evsite.output.text.terminal_style import TerminalStyle, notice, printable
from evsite.toml_text import header
from evsite.words import amps, count, days, enumeration

if TYPE_CHECKING:
    from evsite.studies.load_study_results import LoadStudy

_BASIS = {
    "year": "a year of data",
    "30 days": "the 30-day exception",
    "too short": "no basis: less than 30 days of data",
}


def render_load_study(study: LoadStudy, terminal: TerminalStyle) -> str:
    """The study as text: what is left, the record, the sum line by line, the notes, and the table to paste."""
    source = cite(("existing-load",), study.nec)
    title = terminal.title(f"load study on {printable(study.node)}")
    rating = f"{amps(study.rating_a, digits=2)}, {study.system}"
    head = [title, *([_answer(study, terminal)] if study.lines else [])]
    parts = ["\n".join([*head, terminal.prose(f"{rating}; {source}, {_BASIS[study.basis]}")]), _record(study, terminal)]
    parts += [_lines(study, terminal)] if study.lines else []
    parts.append(_notes(study, terminal))
    parts += _profile(study, terminal)
    if study.snippet is not None:
        tables = enumeration([header("loads", each) for each in study.replaces])
        place = f", in place of {printable(tables)}" if tables else ""
        paste = terminal.prose(terminal.styled(f"to paste into the site file{place}", "bold"))
        parts.append(f"{paste}\n{_printable_lines(study.snippet)}")
    parts.append(notice(terminal))
    return "\n\n".join(parts) + "\n"


def _printable_lines(text: str) -> str:
    return "\n".join(printable(line) for line in text.rstrip("\n").splitlines())


def _record(study: LoadStudy, terminal: TerminalStyle) -> str:
    gaps, missing = count(study.gaps, "gap"), f"{study.missing_share:.1%}"
    demand = [f"{study.demand_kw:,.1f} kW"] if study.demand_kw is not None else []
    demand += [f"{study.demand_kva:,.1f} kVA"] if study.demand_kva is not None else []
    factor = "" if study.power_factor is None else f" at power factor {figures.trimmed(study.power_factor, 3)}"
    fullest = ""
    if len({line.peak_local for line in study.profile.sliding.lines}) > 1:
        line = max(study.profile.sliding.lines, key=lambda each: each.demand_a)
        fullest = f"; phase {line.leg} {line.demand_a:,.1f} A, {line.peak_local}"
    clock = "standard time" if study.profile.standard_time else "local time"
    lines = [
        terminal.styled("record", "bold"),
        f"  {printable(study.source)}",
        f"  {days(study.days)} in intervals of {study.interval_min:g} min, {gaps}, {missing} missing",
        f"  highest 15 minutes: {', '.join(demand)}{factor}, {study.peak_local} {clock}{fullest}",
    ]
    return "\n".join(terminal.prose(line, "    ") for line in lines)


def _profile(study: LoadStudy, terminal: TerminalStyle) -> list[str]:
    profile = study.profile
    parts = [render_demand(profile, study.nec, terminal)]
    parts += [render_duration(profile, terminal)] if profile.duration else []
    parts += [] if profile.left_by_hour_a is None else [render_left_by_hour(profile.left_by_hour_a, terminal)]
    return parts


def _lines(study: LoadStudy, terminal: TerminalStyle) -> str:
    """Load by line, and what it leaves: the latter only where the record can carry that."""
    metering = section("existing-load", study.nec)
    left = [
        Column(f"by {metering} A", "right", title=f"left by {metering}, A", drop=1),
        Column("by device A", "right", title="left by the overcurrent device, A", drop=1),
        Column("left A", "right", title="left for vehicles, A"),
    ]
    table = Table(
        [
            Column("phase"),
            Column("demand A", "right", title="highest 15 minutes, A"),
            Column("x 1.25", "right", title="125 % of it, A"),
            Column("other A", "right", title="other load, A", drop=1),
            *([] if study.unfit else left),
            Column("vehicles A", "right", title="vehicles can draw, A", drop=2),
        ]
    )
    for line in study.lines:
        what_is_left = (line.left_by_metering_a, line.left_by_device_a, line.left_a)
        figures_a = (
            *(line.demand_a, 1.25 * line.demand_a, line.other_a),
            *(() if study.unfit else what_is_left),
            line.vehicles_a,
        )
        table.add(line.leg, *(f"{value:.1f}" for value in figures_a))
    return f"{terminal.styled('line by line', 'bold')}\n{table.render(terminal)}"


def _answer(study: LoadStudy, terminal: TerminalStyle) -> str:
    worst = study.worst
    assert worst is not None
    if study.unfit:
        words = "what is left for vehicles is not established: the record cannot carry a load study, as the errors say"
        return terminal.prose(words)
    kva = figures.trimmed(study.left_kva or 0, 1)
    left = f"left for vehicles: {amps(max(0.0, worst.left_a), digits=2)} ({kva} kVA)"
    why = explained(worst.governing, worst.left_by_metering_a, worst.left_by_device_a, study.nec)
    verdict = ""
    if any(line.vehicles_a for line in study.lines):
        verdict = f"; those of the file {'fit' if study.fits else 'do not fit'}"
    return terminal.prose(f"{left}, {why}{verdict}")


def _notes(study: LoadStudy, terminal: TerminalStyle) -> str:
    return "\n".join([terminal.styled("notes", "bold"), *note_lines(study.notes, terminal)])
