"""A plan for fleets as profiles: one for each stay, for the transaction of its vehicle."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evsite.studies.ocpp import profiles
from evsite.studies.ocpp.results import OcppNote, SentProfile
from evsite.words import count, names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evsite.model.site import Station
    from evsite.studies.ocpp.request import OcppRequest


class PlanProfiles(NamedTuple):
    """The profiles of stays, ports whose periods had to be merged, and what there is to know."""

    profiles: tuple[SentProfile, ...]
    merged: list[str]
    notes: list[OcppNote]


def plan_profiles(stations: Iterable[Station], request: OcppRequest) -> PlanProfiles:
    """A profile for each stay that has not ended, at ports of groups and at others alike.

    Parameters
    ----------
    stations
        The stations that are asked for.
    request
        What is asked for.
    """
    where = {
        port.name: (station, connector, port)
        for station in stations
        for connector, port in profiles.connectors(station)
    }
    found: list[SentProfile] = []
    merged: list[str] = []
    short: dict[str, None] = {}
    unnamed: list[str] = []
    for stay in request.stays:
        if stay.port not in where or stay.depart_s <= request.from_s:
            continue
        station, connector, port = where[stay.port]
        # a transaction is that of the vehicle which is there
        transaction = request.transactions.get(port.name) if stay.arrive_s <= request.from_s else None
        profile, lowered = profiles.transaction_profile(
            connector,
            port,
            stay.current_a,
            request.unit,
            stay.arrive_s,
            stay.depart_s - stay.arrive_s,
            transaction,
            most=request.most,
        )
        if lowered:
            merged.append(port.name)
        if transaction is None:
            unnamed.append(port.name)
        if stay.short:
            short[stay.vehicle] = None
        found.append(SentProfile(station.name, connector, port.name, "plan", profile, stay.vehicle))
    return PlanProfiles(tuple(found), merged, list(_notes(request, short, unnamed, any_found=bool(found))))


def _notes(request: OcppRequest, short: Iterable[str], unnamed: list[str], *, any_found: bool) -> Iterator[OcppNote]:
    if request.without_port:
        vehicles = count(len(request.without_port), "vehicle")
        yield OcppNote("plan-without-port", "warning", f"no port is free for {vehicles}: {names(request.without_port)}")
    if missed := list(short):
        yield OcppNote(
            "plan-short",
            "warning",
            f"{count(len(missed), 'vehicle')} with less energy than needed ({names(missed)}): `evsite fleet` tells why",
        )
    if any_found:
        offline = (
            "a station that is offline for 15 minutes drops it"
            if request.version == "2.1"
            else "a station that goes offline keeps to it, whatever is planned anew"
        )
        yield OcppNote(
            "plan-when",
            "info",
            "a profile of a plan is sent when its vehicle has begun its transaction, and holds until it leaves; "
            + offline,
        )
    if unnamed:
        yield OcppNote(
            "transaction-missing",
            "warning",
            f"no transaction is known of {count(len(unnamed), 'stay')}: what sends a plan fills in transactionId",
            tuple(dict.fromkeys(unnamed)),
        )
