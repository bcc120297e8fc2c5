"""The general notes of a one-line: what its marks mean, what limits the chargers, and what the file leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.editions import cite
from evsite.documents.flat import all_names

if TYPE_CHECKING:
    from evsite.documents.one_line.collapse import OneLine

READING = (
    "Diagram only, not to scale. Tags on conductors (F1, B1) are keyed to the schedules.",
    "VERIFY stands for what the site file does not say; the values to verify are listed with the schedules.",
    "TYP. OF N: drawn once for N alike, at each of what they hang on; the schedules have every name.",
    "(N) new, (E) existing; what exists is drawn in thin lines.",
    "AIC: interrupting rating. FAULT: available fault current. EACH: of each one that is drawn once.",
)


def general_notes(drawing: OneLine) -> tuple[str, ...]:
    """The notes of a one-line."""
    site = drawing.shapes.site
    notes = list(READING)
    if site.groups:
        source = cite(("ems-load",), site.nec)
        notes.append(f"EMS: the load that counts is the setpoint of the group, over the whole week ({source}).")
    source = cite(("evse-continuous",), site.nec)
    notes.append(f"Charging equipment is continuous load; no demand factor is applied to it ({source}).")
    connections = [port.connection for port in site.ports.values() if port.connection is not None]
    if connections and not any("N" in connection for connection in connections):
        notes.append("Stations are connected line to line: none of them uses a neutral.")
    direct = [name for name in site.supplies if len(drawing.shapes.loads.children[name]) > 1]
    if direct:
        notes.append(
            f"More than one set of conductors starts at {all_names(direct)}: the site file has no switchboard there, "
            "and what they start from is to be verified."
        )
    notes += [f"Assumed, and to be verified: {each.message}." for each in site.assumptions]
    if drawing.nowhere:
        notes.append("Stations without a circuit in the site file are drawn apart; their circuits are to be verified.")
    notes.append("Control wiring and communication of stations are not shown.")
    return tuple(notes)
