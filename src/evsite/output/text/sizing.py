"""`evsite size` for people: the proposed design in drivers' terms, the others beside it, and what limits each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.allocation.premises import ENFORCED
from evsite.analysis.oversubscription_chart import ADVISED_RATIO
from evsite.model.application import applications, read_application
from evsite.output.text import figures
from evsite.output.text.records import note_lines
from evsite.output.text.sizing_designs import least_words, managed, render_limits, render_side_by_side
from evsite.output.text.sizing_refusal import render_refusal
from evsite.output.text.sizing_served import render_served, served_notes, served_words
from evsite.output.text.terminal_style import notice, printable
from evsite.rounding import exceeds
from evsite.studies.sizing.floor import stay_of
from evsite.words import amps, count, enumeration, format_number, kva, kw

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.metering.note import Note
    from evsite.output.text.terminal_style import TerminalStyle
    from evsite.studies.sizing.request import SizingRequest
    from evsite.studies.sizing.results import SizedDesign, SizingResult


def render_sizing(
    result: SizingResult,
    terminal: TerminalStyle,
    requested_ports: int | None = None,
    notes: tuple[Note, ...] = (),
    options: Sequence[str] = (),
) -> str:
    """The result as text.

    Parameters
    ----------
    result
        What was found.
    terminal
        Where it goes.
    requested_ports
        How many ports were asked for, where there may be fewer.
    notes
        What there is to know about the meter's record that the existing load is from.
    options
        Each way out of a refusal as options of the command.
    """
    parts: list[str] = []
    if result.designs:
        parts.append(_proposal(result, terminal, requested_ports))
        parts.append(_sharing(result, terminal))
        parts.append(render_side_by_side(result, terminal))
        parts.append(render_limits(result, terminal))
    if result.refusal is not None:
        parts.append(render_refusal(result, result.refusal, terminal, requested_ports, options))
    if result.served is not None:
        parts.append(render_served(result.served, terminal))
    parts.append(_assumed(result, terminal))
    if result.served is not None:
        parts.append(served_notes(result.served, terminal))
    if notes:
        parts.append("\n".join([terminal.styled("the meter's record", "bold"), *note_lines(notes, terminal)]))
    parts.append(notice(terminal))
    return "\n\n".join(part for part in parts if part) + "\n"


def _proposal(result: SizingResult, terminal: TerminalStyle, requested_ports: int | None) -> str:
    """The proposed design: what it is, and what every driver gets."""
    design = result.designs[0]
    name = [terminal.title(printable(result.request.name))] if result.request.name else []
    fewer = (
        f" of {requested_ports:,} asked for" if requested_ports is not None and design.ports < requested_ports else ""
    )
    more = result.request.ports is not None and design.ports > result.request.ports
    fewer = f" for {count(result.request.ports or 0, 'stall')}, as stations have two," if more else fewer
    circuits = f"{count(design.circuit_count, 'circuit')} of {amps(design.circuit_breaker_a)}"
    headline = f"{count(design.ports, 'port')}{fewer} on {circuits}, fed by {_source(result.request, design)}"
    lines = [*name, *(terminal.styled(line, "bold") for line in terminal.prose(headline).splitlines())]
    lines.append(terminal.prose(f"every driver gets {least_words(design)}{_stay(result.request, design)}"))
    if design.served is not None and result.served is not None:
        lines.append(terminal.prose(served_words(design.served, result.served.percent)))
    floor = result.floor
    least = f"{amps(floor.current_a, digits=2)}, {kw(floor.power_kw, digits=2)}, {figures.miles(floor.range_mi_per_h)}"
    if floor.current_a:
        lines.append(terminal.prose(f"the least that was to be kept: {least} ({printable(floor.because)})"))
    return "\n".join(lines)


def _source(request: SizingRequest, design: SizedDesign) -> str:
    source = request.source
    sized = "a new" if source.rating_a is source.rating_kva is None else "the"
    in_kva = source.rating_kva is not None or (source.kind == "transformer" and source.rating_a is None)
    rating = kva(design.service_kva) if in_kva else amps(design.service_a)
    return f"{sized} {rating} {source.kind}, {source.system}{_beside(request)}"


def _beside(request: SizingRequest) -> str:
    """What else the source carries, or keeps free."""
    parts = []
    if request.existing is not None and any(request.existing.by_line_a):
        by_line = [amps(each) for each in request.existing.by_line_a]
        served_text = by_line[0] if len(set(by_line)) == 1 else "/".join(by_line)
        parts.append(f"beside {served_text} of existing load ({request.existing.method})")
    if request.allowed.spare_percent:
        parts.append(f"with {format_number(request.allowed.spare_percent)} % left free")
    return "".join(f", {part}" for part in parts)


def _stay(request: SizingRequest, design: SizedDesign) -> str:
    """What a stay brings, and what is needed."""
    miles, hours_h = stay_of(request.need)
    if design.miles_in_stay is None or hours_h is None:
        return ""
    needed = "" if miles is None else f", {format_number(miles)} needed"
    return f": {figures.trimmed(design.miles_in_stay, 0)} mi in {format_number(hours_h)} h{needed}"


def _sharing(result: SizingResult, terminal: TerminalStyle) -> str:
    """What the chart of the vendor's guide and its 4:1 say of it, and what real sessions do."""
    lines = []
    if result.ratio is not None:
        shared, advice = _shared_by(result, result.ratio), _advice(result, result.ratio)
        lines.append(f"{figures.ratio(result.ratio)} sharing: {shared}; {advice}")
    served = [f"{printable(garage)} {format_number(percent)} %" for garage, percent in result.sessions_served_percent]
    if served:
        least = amps(result.designs[0].guaranteed_current_a, digits=2)
        more = "; while stalls are free a driver gets more" if managed(result.designs[0]) else ""
        served_text = f"{enumeration(served)}{more}"
        lines.append(f"share of real workplace sessions that {least} at all times would serve in full: {served_text}")
    return "\n".join(terminal.prose(line) for line in lines)


def _shared_by(result: SizingResult, ratio: float) -> str:
    if not exceeds(ratio, 1.0):
        return "every port can charge at its full rating at the same time"
    power = "" if result.ratio_by_power is None else f" ({figures.ratio(result.ratio_by_power)} by connected power)"
    return f"{figures.trimmed(ratio, 2)} ports for each one that could charge at full power{power}"


def _advice(result: SizingResult, ratio: float) -> str:
    """What the vendor's guide recommends beside what there is: a chart by ports, and 4:1 by power."""
    name = read_application(result.request.need.application or "")
    above = result.ratio_by_power is not None and exceeds(result.ratio_by_power, ADVISED_RATIO)
    usual = figures.ratio(ADVISED_RATIO)
    if name is None or result.ratio_advised is None:
        return f"the vendor guide advises rarely more than {usual} by power" + (
            ", which this is above" if above else ""
        )
    most = figures.ratio(result.ratio_advised)
    chart = f"the vendor guide's chart goes up to {most} for {applications()[name].title} with such stations"
    if exceeds(ratio, result.ratio_advised):
        return f"{chart}, which this is above"
    return f"{chart}, though rarely above {usual} by power elsewhere" if above else chart


def _assumed(result: SizingResult, terminal: TerminalStyle) -> str:
    """What was not stated and was assumed, of all designs, each once."""
    stated = [ENFORCED] if any(map(managed, result.designs)) else []
    stated = _once([*stated, *(line for design in result.designs for line in design.assumptions)])
    if not stated:
        return ""
    lines = [terminal.prose(f"  {printable(line)}", "    ") for line in stated]
    return "\n".join([terminal.styled("assumptions", "bold"), *lines])


def _once(lines: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(lines))
