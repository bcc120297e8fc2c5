"""The designs of `evsite size` side by side, what limits each, and the next step up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.text import figures
from evsite.output.text.tables import Column, Table
from evsite.output.text.terminal_style import printable
from evsite.rounding import exceeds
from evsite.studies.sizing.served_results import percent_words
from evsite.words import amps, article, count, enumeration, format_number, kva, kw, names

if TYPE_CHECKING:
    from collections.abc import Callable

    from evsite.output.text.terminal_style import TerminalStyle
    from evsite.studies.sizing.request import SizingRequest
    from evsite.studies.sizing.results import SizedDesign, SizingResult, Step, Stop

_NOUNS = {
    "transformer": "transformer",
    "panel": "panel",
    "circuit": "circuit",
    "spaces": "panel",
    "station": "station",
    "fallback": "the fallback on",
    "jurisdiction": "profile",
}
_MOST_WARNINGS = 3
"""So many warnings of a design are shown; its check shows all."""
_RATIO = ":1"
"""The unit of a ratio of sharing."""
_SOURCES = ("Service", "Transformer", "Utility")
"""What site files that are sized call what feeds the site."""
_SITE = "source"
"""What stops at the source is called so where it has no name in the site file."""


def least_words(design: SizedDesign) -> str:
    """The least that a driver gets, and when that is."""
    power = f"{kw(design.guaranteed_power_kw, digits=2)} at {figures.volts(design.voltage_v)}"
    figures_ = (
        f"{amps(design.guaranteed_current_a, digits=2)}, {power}, {figures.miles(design.guaranteed_range_mi_per_h)}"
    )
    if not managed(design) and exceeds(design.most_current_a, design.guaranteed_current_a):
        alone = amps(design.most_current_a, digits=2)
        return f"at least {figures_}, and {alone} while the other port of the station is free"
    if not managed(design):
        return f"{figures_}, whichever other ports are in use"
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


def _mains(design: SizedDesign) -> str:
    """Mains of panels, those that are alike counted."""
    panels_by_rating: dict[float, int] = {}
    for panel in design.panels:
        panels_by_rating[panel.main_a] = panels_by_rating.get(panel.main_a, 0) + len(panel.names)
    reported = (
        (f"{number} x " if number > 1 else "") + format_number(main_a) for main_a, number in panels_by_rating.items()
    )
    return " + ".join(reported)


_ROWS: tuple[tuple[str, Callable[[SizedDesign], str]], ...] = (
    ("ports", lambda design: f"{design.ports:,}"),
    ("each at least A", lambda design: figures.trimmed(design.guaranteed_current_a, 2)),
    ("each at least kW", lambda design: figures.trimmed(design.guaranteed_power_kw, 2)),
    ("leave full", lambda design: "" if design.served is None else percent_words(design.served.share)),
    ("most A alone", lambda design: figures.trimmed(design.most_current_a, 2)),
    ("miles in the stay", _miles),
    ("circuits", _circuits),
    ("ports a circuit", lambda design: f"{design.ports_per_circuit:,}"),
    ("home runs", lambda design: f"{design.home_runs:,}"),
    ("phase conductor ft", lambda design: _feet(design.conductor_ft)),
    ("raceway ft", lambda design: _feet(design.raceway_ft)),
    ("supply A", lambda design: format_number(design.service_a)),
    ("supply kVA", lambda design: format_number(design.service_kva)),
    ("transformers", lambda design: str(len(design.transformers_kva) or "")),
    ("panels", lambda design: str(sum(len(each.names) for each in design.panels))),
    ("their mains A", _mains),
    ("warnings", lambda design: str(len(design.warnings))),
)
"""What is shown of each design; a row that is empty for all of them is left out."""


def render_limits(result: SizingResult, terminal: TerminalStyle) -> str:
    """What keeps each design from one port more, what would bring more, and what its check warns of, each once."""
    lines = [terminal.styled("what limits each, and the next step up", "bold")]
    reported: set[str] = set()
    for number, design in enumerate(result.designs, 1):
        lines.append(terminal.prose(f"  {number}  {stop_words(design, result.request)}", "     "))
        lines += [terminal.prose(f"     {step_words(step, result.request)}", "       ") for step in design.steps]
        new = [text for text in dict.fromkeys(design.warnings) if text not in reported]
        reported.update(new)
        shown, left = new[:_MOST_WARNINGS], len(new) - _MOST_WARNINGS
        mark = terminal.styled("warning", "yellow")
        lines += [terminal.prose(f"     {mark} {printable(text)}", "       ") for text in shown]
        if left > 0:
            lines.append(terminal.prose(f"     and {count(left, 'more warning')}; evsite check lists them", "       "))
    return "\n".join(lines)


def stop_words(design: SizedDesign, request: SizingRequest) -> str:
    """Why there is not one port more."""
    stop = design.stop
    if stop.kind == "asked" and stop.unit == _RATIO:
        return f"not full: one port more would share {_would_be(stop)}, above the {_limit(stop)} that is advised"
    if stop.kind == "fallback":
        return (
            f"not full: one port more would leave {_limit(stop)} for each, less than the {_would_be(stop)} that a "
            "station draws while it cannot be reached"
        )
    if stop.kind == "asked":
        enough = request.ports is not None and design.ports >= request.ports
        return "no more ports were asked for" if enough else "nothing is full: more ports would get less each"
    if not stop.unit:
        return f"one port more does not pass: {printable(stop.name)}{_rules(stop)}"
    compared = "above" if exceeds(stop.would_be, stop.limit) else "of"
    figures_ = f"{_would_be(stop)}, {compared} {_limit(stop)}{_rules(stop)}"
    what = _what(stop, request)
    if stop.kind == "spaces":
        return f"{what} is full: one port more would take {figures_}"
    if stop.kind == "calculated load":
        return f"{what} is full: one port more would make its calculated load {figures_}"
    return f"{what} is full: one port more would make its load {figures_}"


def in_the_way(stop: Stop, request: SizingRequest) -> str:
    """Why there is no design."""
    if not stop.unit:
        return f"{printable(stop.name)}{_rules(stop)}"
    if stop.kind == "served":
        most = percent_words(stop.would_be / 100)
        return f"{most} of the drivers who could be full leave full at the best, and {_limit(stop)} are asked for"
    if stop.unit == _RATIO:
        return f"{_would_be(stop)} would be shared, above the {_limit(stop)} that is advised"
    return f"{_what(stop, request)} has {_limit(stop)} for them, and {_would_be(stop)} are needed{_rules(stop)}"


def _rules(stop: Stop) -> str:
    return f" ({enumeration(list(stop.rules))})" if stop.rules else ""


def _what(stop: Stop, request: SizingRequest) -> str:
    """What is full: what feeds the site as the request calls it, all else by its name in the site file."""
    if stop.kind == "supply" or (stop.kind == "calculated load" and stop.name in {_SITE, *_SOURCES}):
        return f"the {request.source.kind}"
    if stop.kind == "calculated load":
        return printable(stop.name)
    return _NOUNS[stop.kind] if stop.name == _SITE else f"{_NOUNS[stop.kind]} {printable(stop.name)}"


def _limit(stop: Stop) -> str:
    return _figure(stop.limit, stop.unit)


def _would_be(stop: Stop) -> str:
    return _figure(stop.would_be, stop.unit)


def _figure(value: float, unit: str) -> str:
    return figures.ratio(value) if unit == _RATIO else f"{format_number(value, 2)} {unit}"


def step_words(step: Step, request: SizingRequest) -> str:
    """A change that brings more."""
    new, old = printable(step.new), printable(step.old)
    if step.path[:1] == ("supplies",) and step.path[1] in _SOURCES:
        what = f"{article(new)} {new} {request.source.kind} in place of {old}"
    else:
        what = f"{new} in place of {old} for {printable(str(step.path[1]))}"
    least = f"at least {amps(step.guaranteed_current_a, digits=2)} each"
    return f"next: {what}: {count(step.ports, 'port')}, {least}"
