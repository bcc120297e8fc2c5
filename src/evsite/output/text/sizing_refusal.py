"""Why there is no design, and which options would make one possible."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from evsite.output.text.sizing_designs import in_the_way
from evsite.output.text.terminal_style import printable
from evsite.words import amps, count

if TYPE_CHECKING:
    from evsite.output.text.terminal_style import TerminalStyle
    from evsite.studies.sizing.results import Refusal, SizingResult, Step


def render_refusal(
    result: SizingResult, refusal: Refusal, terminal: TerminalStyle, asked_ports: int | None = None
) -> str:
    """What is in the way, and what would help, each way an option that can be pasted."""
    wanted = "" if asked_ports is None else f" for {count(asked_ports, 'port')}"
    floor = f"at least {amps(result.floor.current_a, digits=2)} each ({printable(result.floor.because)})"
    lines = [
        *(terminal.styled(line, "bold") for line in terminal.prose(f"no design{wanted} with {floor}").splitlines()),
        terminal.prose(f"in the way: {in_the_way(refusal.stop)}"),
    ]
    if refusal.ways:
        lines += ["", terminal.styled("any one of these would make it possible", "bold")]
        lines += [terminal.prose(f"  {_way(way)}", "    ") for way in refusal.ways]
    return "\n".join(lines)


def _way(way: Step) -> str:
    option = f"--{str(way.path[-1]).replace('_', '-')}"
    least = f"{count(way.ports, 'port')}, at least {amps(way.guaranteed_current_a, digits=2)} each"
    return f"{option} {shlex.quote(printable(way.new))} in place of {printable(way.old) or 'none'}: {least}"
