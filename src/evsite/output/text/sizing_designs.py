"""The designs of `evsite size` side by side, what limits each, and the next step up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.text import figures
from evsite.output.text.tables import Column, Table
from evsite.output.text.terminal_style import printable
from evsite.rounding import exceeds
from evsite.words import amps, count, enumeration, format_number, kva, kw, names

if TYPE_CHECKING:
    from collections.abc import Callable

    from evsite.output.text.terminal_style import TerminalStyle
    from evsite.studies.sizing.results import SizedDesign, SizingResult, Step, Stop

_NOUNS = {
    "supply": "the supply",
    "transformer": "transformer",
    "panel": "panel",
    "circuit": "circuit",
    "spaces": "panel",
    "station": "station",
    "calculated load": "the load calculation of",
    "fallback": "the fallback on",
    "jurisdiction": "profile",
}
_MOST_WARNINGS = 3
"""So many warnings of a design are told; its check tells all."""
_SITE = "source"
"""What stops at the source is called so where it has no name in the site file."""


def least_words(design: SizedDesign) -> str:
    """The least that a driver gets, and when that is."""
    power = f"{kw(design.guaranteed_power_kw, digits=2)} at {figures.volts(design.voltage_v)}"
    figures_ = (
        f"{amps(design.guaranteed_current_a, digits=2)}, {power}, {figures.miles(design.guaranteed_range_mi_per_h)}"
    )
    if not managed(design):
        return f"{figures_}, whoever else is plugged in"
    return f"at least {figures_} with every stall full"


def managed(design: SizedDesign) -> bool:
    """Whether load management holds a limit anywhere."""
    return any(form != "none" for form in design.groups)


def render_side_by_side(result: SizingResult, terminal: TerminalStyle) -> str:
    """What each design is, then one row a figure and one column a design."""
    lines = [terminal.styled("designs", "bold")]
    for number, design in enumerate(result.designs, 1):
        lines.append(terminal.prose(f"  {number}  {printable(design.title)}", "     "))
        lines.append(terminal.prose(f"     {_equipment(design)}", "     "))
    heads = ["1 (proposed)", *(str(number) for number in range(2, len(result.designs) + 1))]
    table = Table([Column(""), *(Column(head, "right") for head in heads)])
    for name, value in _ROWS:
        cells = [value(design) for design in result.designs]
        if any(cells):
            table.add(name, *(cell or "-" for cell in cells))
    return "\n".join([*lines, "", table.render(terminal)])


def _equipment(design: SizedDesign) -> str:
    """Stations, transformers and panels, in words."""
    parts = [] if design.model is None else [f"stations {printable(design.model)}"]
    sizes = [kva(each) for each in design.transformers_kva]
    parts += [f"{count(sizes.count(size), 'transformer')} of {size}" for size in dict.fromkeys(sizes)]
    for panel in design.panels:
        name = f"panel{'s' if len(panel.names) > 1 else ''} {printable(names(panel.names))}"
        each = " each" if len(panel.names) > 1 else ""
        parts.append(f"{name} {amps(panel.main_a)}{each}, {panel.spaces_used} of {panel.spaces} spaces")
    return "; ".join(parts)


def _miles(design: SizedDesign) -> str:
    return "" if design.miles_in_stay is None else figures.trimmed(design.miles_in_stay, 0)


def _feet(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"


def _circuits(design: SizedDesign) -> str:
    return f"{design.circuit_count:,} x {amps(design.circuit_breaker_a)}"


_ROWS: tuple[tuple[str, Callable[[SizedDesign], str]], ...] = (
    ("ports", lambda design: f"{design.ports:,}"),
    ("each at least A", lambda design: figures.trimmed(design.guaranteed_current_a, 2)),
    ("each at least kW", lambda design: figures.trimmed(design.guaranteed_power_kw, 2)),
    ("miles in the stay", _miles),
    ("circuits", _circuits),
    ("ports a circuit", lambda design: f"{design.ports_per_circuit:,}"),
    ("home runs", lambda design: f"{design.home_runs:,}"),
    ("conductor ft", lambda design: _feet(design.conductor_ft)),
    ("raceway ft", lambda design: _feet(design.raceway_ft)),
    ("supply A", lambda design: format_number(design.service_a)),
    ("supply kVA", lambda design: format_number(design.service_kva)),
    ("transformers", lambda design: str(len(design.transformers_kva) or "")),
    ("panels", lambda design: str(sum(len(each.names) for each in design.panels))),
    ("warnings", lambda design: str(len(design.warnings))),
)
"""What is told of each design; a row that is empty for all of them is left out."""


def render_limits(result: SizingResult, terminal: TerminalStyle) -> str:
    """What keeps each design from one port more, what would bring more, and what its check warns of, each once."""
    lines = [terminal.styled("what limits each, and the next step up", "bold")]
    told: set[str] = set()
    for number, design in enumerate(result.designs, 1):
        lines.append(terminal.prose(f"  {number}  {stop_words(design.stop)}", "     "))
        lines += [terminal.prose(f"     {step_words(step)}", "       ") for step in design.steps]
        new = [text for text in dict.fromkeys(design.warnings) if text not in told]
        told.update(new)
        shown, left = new[:_MOST_WARNINGS], len(new) - _MOST_WARNINGS
        mark = terminal.styled("warning", "yellow")
        lines += [terminal.prose(f"     {mark} {printable(text)}", "       ") for text in shown]
        if left > 0:
            lines.append(terminal.prose(f"     and {count(left, 'more warning')}; evsite check lists them", "       "))
    return "\n".join(lines)


def stop_words(stop: Stop) -> str:
    """Why there is not one port more."""
    if stop.kind == "asked":
        return "no more ports were asked for"
    compared = "above" if exceeds(stop.would_be, stop.limit) else "of"
    rules = f" ({enumeration(list(stop.rules))})" if stop.rules else ""
    return f"full: with one port more {_what(stop)} would have {_would_be(stop)}, {compared} {_limit(stop)}{rules}"


def in_the_way(stop: Stop) -> str:
    """Why there is no design."""
    rules = f" ({enumeration(list(stop.rules))})" if stop.rules else ""
    return f"{_what(stop)} has {_limit(stop)} for them, and {_would_be(stop)} are needed{rules}"


def _what(stop: Stop) -> str:
    return _NOUNS[stop.kind] if stop.name == _SITE else f"{_NOUNS[stop.kind]} {printable(stop.name)}"


def _limit(stop: Stop) -> str:
    return f"{format_number(stop.limit, 2)} {stop.unit}"


def _would_be(stop: Stop) -> str:
    return f"{format_number(stop.would_be, 2)} {stop.unit}"


def step_words(step: Step) -> str:
    """A change that brings more."""
    place = printable(str(step.path[1])) if len(step.path) > 1 else ""
    least = f"{count(step.ports, 'port')}, at least {amps(step.guaranteed_current_a, digits=2)} each"
    return f"next: {printable(step.new)} in place of {printable(step.old)}{f' for {place}' if place else ''}: {least}"
