"""What a node carries at most as schedules and load calculations print it: the figures of the proofs and the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.device_loading import required_of

if TYPE_CHECKING:
    from evsite.analysis.site_analysis import SiteAnalysis


def vehicles_a(analysis: SiteAnalysis, node: str) -> dict[str, float]:
    """The most that vehicles put on each line: as proved where the node has a rating, as the report has it [A]."""
    load = analysis.greatest(node)
    proved = analysis.proved(node)
    return {leg: proved[leg].greatest if leg in proved else load.line_a(leg) for leg in analysis.legs(node)}


def managed_kva(analysis: SiteAnalysis, node: str) -> float:
    """The most that load management lets vehicles below a node draw, no more than is connected [kVA]."""
    return min(analysis.connected(node).power_kva, analysis.greatest_kva(node))


def demand_a(analysis: SiteAnalysis, node: str) -> dict[str, float]:
    """The least rating that a device may have there, by line [A]."""
    device = analysis.devices.get(node)
    if device is not None:
        return required_of(analysis, device)
    other, amps = analysis.highest_other_at(node), vehicles_a(analysis, node)
    return {leg: other.required_ocpd_a(leg, line_a) for leg, line_a in amps.items()}
