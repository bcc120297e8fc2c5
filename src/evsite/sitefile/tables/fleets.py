"""Fleets of vehicles whose charging is planned."""

from typing import Annotated, Literal

from pydantic import Field

from evsite.sitefile.share_type import Share
from evsite.sitefile.tables.base import Table, key, optional
from evsite.sitefile.value_types import Names

MOST_RANK = 1_000
"""No depot ranks more fleets."""
Rank = Annotated[int, Field(ge=1, le=MOST_RANK)]


class FleetTable(Table):
    """A fleet: vehicles that a plan ranks together. Their trips stand in a file of their own."""

    rank: Rank = key("whose turn it is where power is short: 1 before 2; fleets may share a rank", example=1)
    intent: Literal["by-departure", "asap"] = key(
        "whether its vehicles are ready by departure, when power costs least, or as soon as possible",
        default="by-departure",
        example="asap",
    )
    target_soc: Share | None = optional(
        "state of charge that its vehicles leave with, where a trip names none", example="80 %"
    )
    efficiency: Share | None = optional(
        "energy that a battery of it gains of what its port draws, where a trip names none",
        example="90 %",
        otherwise="that of the DC station, or 85 % at an AC port",
    )
    ports: Names | None = optional(
        "stations, families of them, or single ports that its vehicles may use",
        example=["S1", "S2.1"],
        otherwise="all of them",
    )
