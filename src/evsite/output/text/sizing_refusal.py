"""Why there is no design, and what would make one possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.text.sizing_designs import in_the_way
from evsite.output.text.terminal_style import printable
from evsite.words import amps, count, format_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.output.text.terminal_style import TerminalStyle
    from evsite.studies.sizing.results import Refusal, SizingResult


def render_refusal(
    result: SizingResult,
    refusal: Refusal,
    terminal: TerminalStyle,
    requested_ports: int | None = None,
    options: Sequence[str] = (),
) -> str:
    """What is in the way, and what would help.

    Parameters
    ----------
    result
        What was found.
    refusal
        Why there is no design.
    terminal
        Where it goes.
    requested_ports
        How many ports were asked for.
    options
        Each way of the refusal as options of the command.
    """
    wanted = "" if requested_ports is None else f" for {count(requested_ports, 'port')}"
    floor = f" with at least {amps(result.floor.current_a, digits=2)} each ({printable(result.floor.because)})"
    if not result.floor.current_a:
        floor = ""
    if result.served is not None and refusal.stop.kind == "served":
        floor += f" where {format_number(result.served.percent)} % of drivers leave full"
    lines = [
        *(terminal.styled(line, "bold") for line in terminal.prose(f"no design{wanted}{floor}").splitlines()),
        terminal.prose(f"in the way: {in_the_way(refusal.stop, result.request)}"),
    ]
    if result.served is not None and not result.served.tries:
        ports = f"{count(result.request.ports or 0, 'port')}"
        lines.append(terminal.prose(f"{ports} are too few, whatever feeds them: that is so without any limit"))
    if not refusal.ways:
        lines.append(terminal.prose("no change of one option alone was found to make it possible"))
    else:
        lines += ["", terminal.styled("any one of these would make it possible", "bold")]
        for way, option in zip(refusal.ways, options, strict=True):
            least = f"{count(way.ports, 'port')}, at least {amps(way.guaranteed_current_a, digits=2)} each"
            lines.append(terminal.prose(f"  {printable(option)}: {least}", "    "))
    return "\n".join(lines)
