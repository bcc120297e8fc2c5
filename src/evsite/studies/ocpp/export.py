"""The profiles of all stations of a site that are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.allocation.fallback import fallbacks_a
from evsite.model.moments import lower_envelope
from evsite.network.fallback import given_fallback_a
from evsite.network.limits import site_limits
from evsite.network.titles import limit_title
from evsite.proofs.offline import fallback_loads
from evsite.studies.ocpp import profiles
from evsite.studies.ocpp.live_shares import depends_on_time, live_shares
from evsite.studies.ocpp.plan_profiles import plan_profiles
from evsite.studies.ocpp.rates import unit_for
from evsite.studies.ocpp.results import OcppExport, OcppNote, SentProfile
from evsite.studies.ocpp.week_clock import ClockStretch
from evsite.studies.ocpp.weekly_shares import weekly_shares
from evsite.words import amps, count, kw

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from evsite.model.site import Port, Site, Station
    from evsite.studies.ocpp.request import OcppRequest
    from evsite.studies.ocpp.results import (
        ChargingProfile,
        NoteKind,
        OcppSeverity,
        ProfilePurpose,
    )

SHARE_S = 900
"""How long a live share holds: it has to be renewed before, and the fallback holds where it is not."""


class ZoneNeededError(ValueError):
    """Raised where a schedule goes by the clock on the wall and nothing says how far that is from UTC."""


def export_ocpp(site: Site, request: OcppRequest) -> OcppExport:
    """Charging profiles for the stations of a site.

    Parameters
    ----------
    site
        The site.
    request
        What is asked for.

    Returns
    -------
    OcppExport
        The profiles, station by station, with limits rounded down to 0.1 A or W, and notes.

    Raises
    ------
    ZoneNeededError
        A schedule depends on the time of the week, and no time zone is known.
    """
    export = _Export(site, request)
    found = export.collect()
    zone = None if request.zone is None else request.zone.name
    return OcppExport(request.version, request.from_s, zone, found, tuple(export.notes))


class _Export:
    def __init__(self, site: Site, request: OcppRequest) -> None:
        self.site, self.request = site, request
        wanted = request.stations
        self.stations = [each for name, each in site.stations.items() if wanted is None or name in wanted]
        self.managed = site.managed_ports()
        self.notes: list[OcppNote] = []
        self._merged: list[str] = []

    def collect(self) -> tuple[SentProfile, ...]:
        """All profiles, those of a station together, in the order in which they are to be sent."""
        by_purpose = {
            "station": self._station_profiles,
            "fallback": self._fallbacks,
            "static": self._weeks,
            "share": self._shares,
            "plan": self._plans,
        }
        found: list[SentProfile] = []
        for purpose, make in by_purpose.items():
            if purpose in self.request.purposes:
                found += make()
        self._notes_of_all()
        number = {name: place for place, name in enumerate(self.site.stations)}
        return tuple(sorted(found, key=lambda sent: number[sent.station]))

    def note(self, kind: NoteKind, severity: OcppSeverity, message: str, ports: Collection[str] = ()) -> None:
        """Say something beside the profiles."""
        self.notes.append(OcppNote(kind, severity, message, tuple(ports)))

    def _ports(self) -> Iterator[tuple[Station, int, Port]]:
        """Ports in groups, with their stations and numbers: nothing holds the others."""
        for station in self.stations:
            for connector, port in profiles.connectors(station):
                if port.name in self.managed:
                    yield station, connector, port

    def _station_profiles(self) -> list[SentProfile]:
        limits = site_limits(lower_envelope(self.site, shut=False))
        circuit_a = {limit.id.owner: limit.value for limit in limits if limit.id.kind == "circuit"}
        return [
            SentProfile(
                station.name,
                0,
                None,
                "station",
                profiles.station_profile(self.site, station, circuit_a, self.request.unit, self.request.from_s),
            )
            for station in self.stations
        ]

    def _fallbacks(self) -> list[SentProfile]:
        fallback_a = fallbacks_a(self.site)
        assumed = [port.name for _, _, port in self._ports() if given_fallback_a(self.site, port) is None]
        if assumed:
            self.note(
                "fallback-assumed",
                "warning",
                f"the file gives no fallback for {count(len(assumed), 'port')}: exported is what evsite assumes; "
                "give stations their fallback",
                assumed,
            )
        for load in fallback_loads(self.site, fallback_a):
            if not load.fits:
                say = amps if load.unit == "A" else kw
                self.note(
                    "fallback-exceeds",
                    "warning",
                    f"{limit_title(self.site, load.limit)}: stations that fall back put {say(load.load)} on it, above "
                    f"its lowest limit of {say(load.allowed)}",
                )
        return [
            self._sent(
                station,
                connector,
                port,
                "fallback",
                profiles.fallback_profile(
                    connector, port, fallback_a[port.name], self.request.unit, self.request.from_s
                ),
            )
            for station, connector, port in self._ports()
        ]

    def _weeks(self) -> list[SentProfile]:
        request = self.request
        week = weekly_shares(self.site)
        local = request.version == "2.1"
        if request.zone is None and not local and len(week.from_min) > 1:
            raise ZoneNeededError("windows of the week go by the clock on the wall")
        clock = profiles.clock_of(request.zone, request.from_s, local_time=local)
        found, without, turning = [], [], []
        for station, connector, port in self._ports():
            shares = {minute: by_port[port.name] for minute, by_port in week.from_min.items()}
            if not all(share.bounded for share in shares.values()):
                without.append(port.name)
                continue
            if any(share.in_turns for share in shares.values()):
                turning.append(port.name)
            unit = unit_for(port, request.unit)
            current_a = {minute: share.current_a for minute, share in shares.items()}
            periods, merged = profiles.weekly_periods(port, current_a, unit, request.most)
            if merged:
                self._merged.append(port.name)
            # what is the same all week does not depend on the clock
            stretches = clock if len(periods) > 1 else (ClockStretch(None, None, clock[0].offset_s),)
            made = profiles.weekly_profiles(
                connector, port, periods, unit, stretches, request.from_s, self._min_a(port), local_time=local
            )
            found += [self._sent(station, connector, port, "static", profile) for profile in made]
        if week.lowest:
            self.note(
                "many-windows",
                "warning",
                "the week has too many different windows: the guarantee of its lowest limits stands for all of them",
            )
        if without:
            self.note(
                "no-share",
                "warning",
                f"nothing is guaranteed to {count(len(without), 'port')} under first come, first served: no weekly "
                "share, the fallback holds",
                without,
            )
        if turning:
            self.note(
                "takes-turns",
                "warning",
                f"the guaranteed share of {count(len(turning), 'port')} is an average over turns, which a weekly "
                "schedule does not take: stations that offer no less than 6 A pause below that",
                turning,
            )
        if any(sent.profile.valid_to_s is not None for sent in found):
            self.note(
                "profile-ends",
                "info",
                "weekly shares are valid for a year, a profile for each stretch between changes of the clock; after "
                "that the fallback holds: export them again before",
            )
        if found:
            self.note(
                "static-when-offline",
                "info",
                "with weekly shares a station that cannot be reached draws these, not its fallback: what shares the "
                "rest has to reserve them",
            )
        return found

    def _min_a(self, port: Port) -> float | None:
        """The least current that the groups of a port share out [A]."""
        least = [group.min_a for group in self.site.groups.values() if port.name in group.ports]
        return max(least, default=None)

    def _shares(self) -> list[SentProfile]:
        request = self.request
        if request.zone is None and depends_on_time(self.site):
            raise ZoneNeededError("what may be drawn now depends on the time of the week")
        shares = live_shares(
            self.site,
            request.zone,
            request.from_s,
            SHARE_S,
            occupied=request.occupied,
            accept_a=request.accept_a,
            offline=request.offline,
        )
        found, unnamed = [], []
        for station, connector, port in self._ports():
            if port.name not in shares.current_a:
                continue
            transaction = request.transactions.get(port.name)
            if transaction is None:
                unnamed.append(port.name)
            profile, merged = profiles.transaction_profile(
                connector,
                port,
                shares.current_a[port.name],
                request.unit,
                request.from_s,
                SHARE_S,
                transaction,
                most=request.most,
            )
            if merged:
                self._merged.append(port.name)
            found.append(self._sent(station, connector, port, "share", profile))
        here = {port.name for _, _, port in self._ports()}
        turning = [name for name in shares.in_turns if name in here]
        if turning:
            self.note(
                "takes-turns",
                "warning",
                f"{count(len(turning), 'port')} take turns: no live share, the fallback holds",
                turning,
            )
        if unnamed:
            self.note(
                "transaction-missing",
                "warning",
                f"no transaction is known of {count(len(unnamed), 'port')}: what sends a live share fills in its "
                "transactionId",
                unnamed,
            )
        if found:
            self.note(
                "share-expires",
                "info",
                f"live shares hold for {SHARE_S // 60} minutes: renewed before, or the fallback holds",
            )
        return found

    def _plans(self) -> list[SentProfile]:
        found = plan_profiles(self.stations, self.request)
        self._merged += found.merged
        self.notes += found.notes
        return list(found.profiles)

    def _notes_of_all(self) -> None:
        """What is said of all purposes together."""
        outside = [port.name for station in self.stations for port in station.ports if port.name not in self.managed]
        if outside and set(self.request.purposes) != {"station"}:
            self.note(
                "no-group",
                "warning",
                f"{count(len(outside), 'port')} in no group: nothing shares their power, and they get no profile of "
                "their own",
                outside,
            )
        if self._merged:
            self.note(
                "periods-merged",
                "warning",
                f"schedules of {count(len(self._merged), 'port')} have more periods than {self.request.most}: "
                "neighbours are merged, with the lower of their limits",
                self._merged,
            )
        direct = [port.name for station in self.stations for port in station.ports if port.dc]
        if direct and self.request.unit == "A":
            self.note("watts", "info", f"limits of {count(len(direct), 'DC port')} are in W", direct)

    @staticmethod
    def _sent(
        station: Station, connector: int, port: Port, purpose: ProfilePurpose, profile: ChargingProfile
    ) -> SentProfile:
        return SentProfile(station.name, connector, port.name, purpose, profile)
