"""`evsite load-study` for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.editions import cite
from evsite.output.text import figures
from evsite.output.text.tables import Column, Table
from evsite.output.text.terminal_style import COLORS, TerminalStyle, notice, printable
from evsite.words import amps, count

if TYPE_CHECKING:
    from evsite.studies.load_study_results import LoadStudy

_BASIS = {
    "year": "a year of data",
    "30 days": "the 30-day exception",
    "too short": "no basis: less than 30 days of data",
}


def render_load_study(study: LoadStudy, terminal: TerminalStyle) -> str:
    """The study as text: the record, the sum line by line, what there is to say, and the table to paste."""
    source = cite(("existing-load",), study.nec)
    title = terminal.styled(f"load study on {printable(study.node)}", "bold")
    rating = f"{amps(study.rating_a, digits=2)}, {study.system}"
    parts = [f"{title}\n{terminal.prose(f'{rating}; {source}, {_BASIS[study.basis]}')}", _record(study, terminal)]
    parts += [_lines(study, terminal), _answer(study, terminal)] if study.lines else []
    parts.append(_notes(study, terminal))
    paste = terminal.styled("to paste into the site file", "bold")
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
    lines = [
        terminal.styled("record", "bold"),
        f"  {printable(study.source)}",
        f"  {study.days:.1f} days in intervals of {study.interval_min:g} min, {gaps}, {missing} missing",
        f"  highest 15 minutes: {', '.join(demand)}{factor}, {study.peak_local} local time",
    ]
    return "\n".join(terminal.prose(line, "    ") for line in lines)


def _lines(study: LoadStudy, terminal: TerminalStyle) -> str:
    table = Table(
        [
            Column("phase"),
            Column("demand A", "right", title="highest 15 minutes, A"),
            Column("x 1.25", "right", title="125 % of it, A"),
            Column("other A", "right", title="other load, A", drop=1),
            Column("left A", "right", title="left for vehicles, A"),
            Column("at 125 % A", "right", title="left at 125 %, A"),
            Column("vehicles A", "right", title="vehicles can draw, A", drop=2),
        ]
    )
    for line in study.lines:
        table.add(
            line.leg,
            f"{line.demand_a:.1f}",
            f"{1.25 * line.demand_a:.1f}",
            f"{line.other_a:.1f}",
            f"{line.left_a:.1f}",
            f"{line.left_at_125_a:.1f}",
            f"{line.vehicles_a:.1f}",
        )
    return f"{terminal.styled('line by line', 'bold')}\n{table.render(terminal)}"


def _answer(study: LoadStudy, terminal: TerminalStyle) -> str:
    worst = study.worst
    assert worst is not None
    kva = figures.trimmed(study.left_kva or 0, 1)
    left = f"left for vehicles: {amps(max(0.0, worst.left_a), digits=2)} ({kva} kVA)"
    strict = f"{amps(max(0.0, worst.left_at_125_a), digits=2)} if they count 125 %"
    verdict = ""
    if any(line.vehicles_a for line in study.lines):
        words = {True: "fit", False: "do not fit"}
        full, strictly = words[bool(study.fits)], words[bool(study.fits_at_125)]
        verdict = f"; those of the file {full} at 100 % and {strictly} at 125 %"
    return terminal.prose(f"{left}, {strict}{verdict}")


def _notes(study: LoadStudy, terminal: TerminalStyle) -> str:
    lines = [terminal.styled("notes", "bold")]
    for note in study.notes:
        severity = terminal.styled(f"{note.severity:<7}", COLORS[note.severity])
        lines.append(terminal.prose(f"  {severity} {printable(note.message)}", " " * 10))
    return "\n".join(lines)
