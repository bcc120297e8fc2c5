"""What a site says of its equipment for drawings, schedules and forms alone; no rule and no figure depends on it.

None, or an empty text or tuple, means that the file does not say it: nothing is made up in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import datetime as dt

WorkStatus = Literal["new", "existing"]
"""Whether something is built with the project or was there before."""
Mounting = Literal["surface", "flush", "wall", "floor", "pad", "pole", "rack"]
"""How supplies and panels are mounted."""
StationMounting = Literal["wall", "pedestal", "pole", "ceiling", "floor", "pad"]
"""How stations are mounted."""
DisconnectKind = Literal[
    "circuit breaker", "fused switch", "unfused switch", "molded-case switch", "pullout", "attachment plug"
]
"""What a disconnecting means is."""
Method = Literal["exposed", "concealed", "underground", "direct burial", "overhead", "cable tray", "wireway"]
"""How a raceway or cable runs."""
ENCLOSURES = (
    *("1", "2", "3", "3R", "3RX", "3S", "3SX", "3X", "4", "4X", "5", "6", "6P", "7", "8", "9", "10", "12", "12K", "13"),
)
"""Types of enclosures of NEMA 250; those that are not for hazardous locations are in NEC table 110.28."""


@dataclass(frozen=True, slots=True)
class Description:
    """What is stated of a supply, panel, circuit, station or load."""

    status: WorkStatus | None = None
    location: str | None = None
    enclosure: str | None = None
    """Type of its enclosure by NEMA 250: "3R"."""
    mounting: Mounting | StationMounting | None = None
    disconnect_rating_a: float | None = None
    """Rating of its disconnecting means."""
    disconnect_kind: DisconnectKind | None = None
    disconnect_location: str | None = None
    meter: str | None = None
    """Number of its meter."""
    meter_status: WorkStatus | None = None
    ct_cabinet: bool | None = None
    """Whether there is a cabinet for current transformers."""
    available_fault_date: dt.date | None = None
    """When the available fault current was worked out."""
    electrode: str | None = None
    """The grounding electrodes."""
    electrode_conductor: str | None = None
    """Size of the grounding electrode conductor, as the code tables write it: "2", "1/0"."""
    bonding_jumper: str | None = None
    """Size of the main or system bonding jumper, as the code tables write it."""
    purpose: str | None = None
    """What a circuit is for, in the words of its directory."""


NOT_DESCRIBED = Description()
"""That of equipment of which the file says nothing."""


@dataclass(frozen=True, slots=True)
class RunDescription:
    """How conductors run."""

    method: Method | None = None
    route: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """What distinguishes one station from all others on the ground."""

    stalls: tuple[str | None, ...] = ()
    """The stall of each port in turn, None where it is not known; or one for the whole station; or none at all."""
    serial: str | None = None
    mac: str | None = None
    """MAC address like "00:0D:6F:0A:90:C2"."""


NO_IDENTITY = Identity()
"""That of a station of which the file says nothing."""
