"""`evsite rules --profiles`: what jurisdictions ask for, as a list, a Markdown table or JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.markdown_cells import row
from evsite.output.text.figures import trimmed
from evsite.output.text.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.codebook.profiles import Profile
    from evsite.output.text.terminal_style import TerminalStyle


def tested(profile: Profile) -> str:
    """The numbers that a site is tested against: "3.3 kW, 30 A alone"."""
    parts = [
        ("{} kW", profile.min_power_kw),
        ("{} kVA", profile.min_power_kva),
        ("{} kW of wiring", profile.min_capacity_kw),
        ("{} A", profile.min_current_a),
        ("{} A alone", profile.single_vehicle_min_current_a),
        (f"{{}} kWh in {trimmed(profile.hours or 0, 2)} h", profile.min_energy_kwh),
        ("{} A circuits", profile.min_circuit_a),
        ("{} % unshared", profile.exempt_spaces_percent),
    ]
    return ", ".join(text.format(trimmed(value, 2)) for text, value in parts if value is not None)


def render_profiles(profiles: Sequence[Profile], terminal: TerminalStyle) -> str:
    """Profiles, one a row; of one alone all that is known."""
    table = Table(
        [Column("profile"), Column("tested"), Column("mark"), Column("text", wrap=True), Column("title", wrap=True)]
    )
    for profile in profiles:
        table.add(profile.id, tested(profile) or "-", profile.mark, profile.effective or "-", profile.title)
    shown = [_profile_text(profiles[0])] if len(profiles) == 1 else []
    return "\n\n".join([table.render(terminal), *map(terminal.prose, shown)]) + "\n"


def _profile_text(profile: Profile) -> str:
    """What one profile asks, what of it is not tested, and where it was read."""
    unchecked = f" Not tested: {profile.unchecked}." if profile.unchecked else ""
    note = f" {profile.verification_note}." if profile.verification_note else ""
    return f"{profile.asks}{unchecked} Source: {profile.cited}.{note}"


def render_profiles_page(profiles: Iterable[Profile]) -> str:
    """A Markdown table with what is asked, what is tested, and the source."""
    lines = ["| Profile | Asks | Tested | Not tested | Source | Text | Mark |", f"|{' --- |' * 7}"]
    for each in profiles:
        name, text = f"**{each.id}** {each.title}", each.effective
        cells = (name, each.asks, tested(each), each.unchecked, each.source, text, each.mark)
        lines.append(row(cells))
    return "\n".join(lines) + "\n"
