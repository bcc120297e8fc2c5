"""How stations are installed, as far as their tables say it, with what counts where they say nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.installation import Installation
from evsite.sitefile.resolve.context import value_of

if TYPE_CHECKING:
    from evsite.sitefile.tables.stations import StationTable


def installation_of(table: StationTable) -> Installation:
    """What a table says of its stations; what a a rule may report as not declared stays None."""
    return Installation(
        setting_given=table.setting is not None,
        jumper_given=bool(table.jumper),
        paired=bool(table.paired),
        paired_with=table.paired if isinstance(table.paired, str) else None,
        disconnect=table.disconnect,
        connection=table.connection or "hardwired",
        receptacle_a=value_of(table.receptacle),
        receptacle_listed=table.receptacle_listed,
        gfci=table.gfci,
        gfci_allowed=table.gfci_allowed,
        outdoors=table.outdoors,
        coupler_height_ft=value_of(table.coupler_height),
        needs_ventilation=table.needs_ventilation,
        ventilated=table.ventilated,
        hazardous_location=table.hazardous_location,
        listed=table.listed,
        cable_length_ft=value_of(table.cable_length),
        cable_management=bool(table.cable_management),
        bidirectional=bool(table.bidirectional),
        dual_feed=bool(table.dual_feed),
    )
