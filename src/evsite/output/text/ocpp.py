"""`evsite export ocpp` for people: which profiles go where, and what there is to know of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.ocpp_messages import instant_text
from evsite.output.text.tables import Column, Table
from evsite.output.text.terminal_style import COLORS, notice, printable
from evsite.words import count, format_number, names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.model.site import Site
    from evsite.output.text.terminal_style import TerminalStyle
    from evsite.studies.ocpp.results import ChargingProfile, OcppExport

_MOST_ROWS = 40


def render_ocpp(site: Site, export: OcppExport, terminal: TerminalStyle, *, every: bool) -> str:
    """The profiles as text.

    Parameters
    ----------
    site
        The site.
    export
        The profiles of its stations.
    terminal
        Where it is shown.
    every
        Whether all profiles are listed.
    """
    return "\n\n".join(_parts(site, export, terminal, every=every)) + f"\n\n{notice(terminal)}\n"


def _parts(site: Site, export: OcppExport, terminal: TerminalStyle, *, every: bool) -> Iterator[str]:
    stations = len({sent.station for sent in export.profiles})
    clock = "" if export.zone is None else f", local time {export.zone}"
    told = (
        f"{count(len(export.profiles), 'SetChargingProfile message')} of OCPP {export.version} for "
        f"{count(stations, 'station')}, from {instant_text(export.from_s)}{clock}"
    )
    yield f"{terminal.title(printable(site.name))}\n{terminal.prose(printable(told))}"
    if export.profiles:
        table = Table(
            [
                Column("station", cut="middle"),
                Column("connector", "right"),
                Column("port", cut="middle", drop=3),
                Column("purpose"),
                Column("id", "right", drop=2),
                Column("stack", "right"),
                Column("limit", "right"),
                Column("periods", "right"),
                Column("valid", drop=1),
            ]
        )
        shown = export.profiles if every else export.profiles[:_MOST_ROWS]
        for sent in shown:
            profile = sent.profile
            table.add(
                sent.station,
                str(sent.connector),
                sent.port or "",
                sent.purpose if sent.vehicle is None else f"{sent.purpose} {sent.vehicle}",
                str(profile.id),
                str(profile.stack_level),
                _limits(profile),
                f"{len(profile.periods):,}",
                _valid(profile),
            )
        text = table.render(terminal)
        left = len(export.profiles) - len(shown)
        yield text if not left else f"{text}\n{count(left, 'further message')}; --all lists them"
    if export.notes:
        lines = []
        for note in export.notes:
            ports = f": {names(note.ports)}" if note.ports else ""
            label = terminal.styled(note.severity, COLORS[note.severity])
            lines.append(terminal.prose(f"{label} {printable(note.message + ports)}", "  "))
        yield "\n".join(lines)


def _limits(profile: ChargingProfile) -> str:
    limits = [period.limit for period in profile.periods]
    low, high = (format_number(value, 1) for value in (min(limits), max(limits)))
    return f"{low if low == high else f'{low} to {high}'} {profile.unit}"


def _valid(profile: ChargingProfile) -> str:
    if profile.valid_to_s is None:
        return "always"
    begin = profile.start_s if profile.valid_from_s is None else profile.valid_from_s
    return f"{instant_text(begin)} to {instant_text(profile.valid_to_s)}"
