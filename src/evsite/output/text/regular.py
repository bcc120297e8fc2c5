"""`evsite compare FILE` for people: what sharing saves against a regular installation, and what drivers get for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.text.driver_lines import INSTALLATIONS, driver_lines, drivers_summary
from evsite.output.text.names import positions
from evsite.output.text.regular_drivers import cost_sentences, driver_rows, typical_sentence
from evsite.output.text.regular_headline import headline, reservations
from evsite.output.text.regular_rows import compared_rows, feet_sentence
from evsite.output.text.tables import Column, Table
from evsite.output.text.terminal_style import TerminalStyle, notice, printable

if TYPE_CHECKING:
    from evsite.model.site import Site
    from evsite.studies.comparison.regular_results import RegularComparison


def render_regular(site: Site, compared: RegularComparison, terminal: TerminalStyle) -> str:
    """The comparison as text: its sum in a sentence, quantities side by side, drivers, and what was compared with."""
    title = f"{printable(compared.site)}: a regular installation and power sharing"
    parts = [f"{terminal.title(title)}\n{terminal.prose(headline(compared))}"]
    parts += [terminal.prose(line, "  ") for line in reservations(compared)]
    parts.append(_quantities(compared, terminal))
    parts.append(_drivers(site, compared, terminal))
    if compared.real_drivers is not None:
        lines = [drivers_summary(compared.real_drivers), *driver_lines(compared.real_drivers, INSTALLATIONS)]
        title = terminal.styled("the same drivers in both", "bold")
        parts.append("\n".join([title, *(terminal.prose(f"  {line}", "    ") for line in lines)]))
    costs = cost_sentences(compared)
    parts += [terminal.prose(line, "  ") for line in costs]
    definition = [f"{number}. {line}" for number, line in enumerate(compared.definition, start=1)]
    parts.append(
        "\n".join(
            [
                terminal.styled("the regular installation", "bold"),
                *(terminal.prose(f"  {line}", "     ") for line in definition),
            ]
        )
    )
    parts.append(notice(terminal))
    return "\n\n".join(parts) + "\n"


def _quantities(compared: RegularComparison, terminal: TerminalStyle) -> str:
    table = Table(
        [
            Column("", cut="end", title="quantity"),
            Column("regular", "right"),
            Column("with sharing", "right"),
            Column("less", "right", drop=1),
        ]
    )
    for row in compared_rows(compared):
        table.add(*row)
    note = feet_sentence(compared)
    return "\n".join([table.render(terminal), *([terminal.prose(note)] if note else [])])


def _drivers(site: Site, compared: RegularComparison, terminal: TerminalStyle) -> str:
    if not compared.drivers:
        return terminal.prose("no port, so no driver")
    table = Table(
        [
            Column("ports", cut="middle"),
            Column("number", "right", drop=1),
            Column("at V", "right", title="at volts", drop=2),
            Column("regular A", "right"),
            Column("kW", "right", title="regular kW", drop=3),
            Column("guaranteed A", "right"),
            Column("kW", "right", title="guaranteed kW"),
            Column("mi/h", "right", title="guaranteed range, mi/h"),
            Column("proof", drop=4),
        ]
    )
    rows, left = driver_rows(compared, positions(site.ports))
    for row in rows:
        table.add(*row)
    lines = [terminal.styled("what a driver gets", "bold"), table.render(terminal)]
    if left:
        lines.append(left)
    lines += [terminal.prose(sentence) for sentence in typical_sentence(compared)]
    if compared.premise is not None:
        lines.append(terminal.prose(f"the guarantees assume that {printable(compared.premise)}"))
    return "\n".join(lines)
