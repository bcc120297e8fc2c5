"""The document of `evsite export ocpp`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evsite.output.json.contract.head import Document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.studies.ocpp.results import NoteKind, OcppSeverity, OcppVersion, ProfilePurpose


@dataclass(frozen=True, slots=True)
class OcppMessageFigures:
    """A request to a station: `message` is its payload, in the keys of the version of OCPP.

    `connector` is 0 for the station as a whole, and `port` null then. `vehicle` is the one whose stay a plan is for.
    """

    station: str
    connector: int
    port: str | None
    purpose: ProfilePurpose
    vehicle: str | None
    version: OcppVersion
    action: Literal["SetChargingProfile"]
    message: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class OcppNoteFigures:
    """Something to know of the messages, and the ports that it is about."""

    kind: NoteKind
    severity: OcppSeverity
    message: str
    ports: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OcppDocument(Document):
    """`evsite export ocpp`."""

    version: OcppVersion
    from_at: str
    zone: str | None
    messages: tuple[OcppMessageFigures, ...]
    notes: tuple[OcppNoteFigures, ...]
