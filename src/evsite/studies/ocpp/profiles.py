"""The charging profiles of one station: which take each other's place, and which one holds.

A station keeps one profile for each purpose and stack level, and a later one replaces it. Of those of a purpose the
highest stack level holds that is valid; a profile of a transaction overrules those for every transaction; that of the
station caps all of them (OCPP 1.6, 3.13.1 to 3.13.3; of OCPP 2.0.1 part 2, K, 3.5 and 3.6 as the documentation of
ocpp-kit 0.8.0, `smart_charging`, quotes them). So each stretch of a weekly schedule between two changes of the clock
has a stack level of its own. A station that goes offline keeps the profile of a transaction for as long as that is
valid, and without one those for every transaction (OCPP 1.6, 3.13.6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.studies.ocpp.periods import joined_periods, lowered_periods
from evsite.studies.ocpp.rates import phases_of, rate_limit, tenths_down, unit_for, w_per_a
from evsite.studies.ocpp.results import ChargingProfile, RatePeriod
from evsite.studies.ocpp.week_clock import WEEK_S, ClockStretch, clock_stretches, monday_before

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evsite.metering.zones import Zone
    from evsite.model.site import Port, Site, Station
    from evsite.studies.ocpp.results import RateUnit

_IDS_PER_CONNECTOR = 100
_FALLBACK, _WEEKLY, _TRANSACTION, _FURTHER_WEEKLY = 1, 2, 3, 4
"""Ids of a connector: 101 is the fallback of the first, 102 its week, 103 a transaction, 104 a second stretch of it."""
STATION_ID = 100


def connectors(station: Station) -> list[tuple[int, Port]]:
    """The ports of a station, numbered from 1 in the order of the site."""
    return list(enumerate(station.ports, 1))


def station_profile(
    site: Site, station: Station, circuit_a: Mapping[str, float], unit: RateUnit, from_s: int
) -> ChargingProfile:
    """What a station may draw with all of its ports.

    Its jumper or cabinet, its power modules, its circuits, or what its ports may draw one by one. Ports that carry
    current on different numbers of phases are added up in W.

    Parameters
    ----------
    site
        The site.
    station
        The station.
    circuit_a
        What each circuit may carry [A].
    unit
        The unit of the limit.
    from_s
        The instant at which it begins [s since 1970, UTC].
    """
    phases = {phases_of(port) for port in station.ports}
    units = {unit_for(port, unit) for port in station.ports}
    own: RateUnit = "A" if units == {"A"} and len(phases) == 1 else "W"
    by_circuit: dict[str | None, list[Port]] = {}
    for port in station.ports:
        by_circuit.setdefault(port.circuit, []).append(port)
    most = 0.0
    for circuit, ports in by_circuit.items():
        rates = [1.0 if own == "A" else w_per_a(port) for port in ports]
        built = sum(port.max_a * rate for port, rate in zip(ports, rates, strict=True))
        most += built if circuit is None else min(built, circuit_a[circuit] * min(rates))
    if station.jumper_total_a is not None:
        most = min(most, station.jumper_total_a * (1.0 if own == "A" else min(map(w_per_a, station.ports))))
    for pool in site.pools:
        if pool.stations == (station.name,) and own == "W":
            most = min(most, pool.total_kw * 1000)
    return ChargingProfile(
        id=STATION_ID,
        stack_level=0,
        slot="station",
        unit=own,
        periods=(RatePeriod(0, tenths_down(most)),),
        start_s=from_s,
        phases=phases.pop() if own == "A" else None,
    )


def fallback_profile(connector: int, port: Port, fallback_a: float, unit: RateUnit, from_s: int) -> ChargingProfile:
    """What a port draws when nothing else holds: at any time, and without an end."""
    own = unit_for(port, unit)
    return ChargingProfile(
        id=_id(connector, _FALLBACK),
        stack_level=0,
        slot="default",
        unit=own,
        periods=(RatePeriod(0, rate_limit(port, fallback_a, own)),),
        start_s=from_s,
        phases=phases_of(port) if own == "A" else None,
    )


def weekly_periods(
    port: Port, current_a: Mapping[int, float], unit: RateUnit, most: int | None
) -> tuple[tuple[RatePeriod, ...], bool]:
    """The week of a port, and whether periods had to be merged.

    Parameters
    ----------
    port
        The port.
    current_a
        What it may draw from each minute of the week on [A].
    unit
        The unit of the limits.
    most
        How many periods there may be; None for any number.
    """
    found = joined_periods(
        RatePeriod(60 * minute, rate_limit(port, amps, unit)) for minute, amps in sorted(current_a.items())
    )
    if most is None or len(found) <= most:
        return found, False
    return lowered_periods(found, WEEK_S, most), True


def weekly_profiles(
    connector: int,
    port: Port,
    periods: tuple[RatePeriod, ...],
    unit: RateUnit,
    clock: Iterable[ClockStretch],
    from_s: int,
    min_a: float | None,
    *,
    local_time: bool,
) -> list[ChargingProfile]:
    """A week that repeats: one profile for each stretch of the clock.

    Parameters
    ----------
    connector
        The number of the port.
    port
        The port.
    periods
        Its week.
    unit
        The unit of the periods.
    clock
        Stretches of one offset from UTC; one without ends and offset, where the station goes by its own clock.
    from_s
        Where the first one begins [s since 1970; UTC].
    min_a
        The least current that is worth charging with [A]; None where nothing says one.
    local_time
        Whether weeks begin by the clock of the station.
    """
    min_rate = None if min_a is None or port.dc else rate_limit(port, min_a, unit)
    found = []
    for place, stretch in enumerate(clock):
        begin_s = from_s if stretch.from_s is None else stretch.from_s
        monday_s = monday_before(begin_s + stretch.offset_s)
        found.append(
            ChargingProfile(
                id=_id(connector, _WEEKLY if not place else _FURTHER_WEEKLY + place - 1),
                stack_level=1 + place,
                slot="default",
                unit=unit,
                periods=periods,
                start_s=monday_s if local_time else monday_s - stretch.offset_s,
                phases=phases_of(port) if unit == "A" else None,
                duration_s=WEEK_S,
                weekly=True,
                local_time=local_time,
                valid_from_s=stretch.from_s,
                valid_to_s=stretch.to_s,
                min_rate=min_rate,
            )
        )
    return found


def clock_of(zone: Zone | None, from_s: int, *, local_time: bool) -> tuple[ClockStretch, ...]:
    """The stretches of a weekly schedule: a single one without a zone, or where stations go by their own clocks."""
    if zone is None:
        return (ClockStretch(None, None, 0),)
    if local_time:
        return (ClockStretch(None, None, zone.offset_s(from_s)),)
    return clock_stretches(zone, from_s)


def transaction_profile(
    connector: int,
    port: Port,
    current_a: Mapping[int, float],
    unit: RateUnit,
    from_s: int,
    duration_s: int,
    transaction: str | None,
    *,
    most: int | None = None,
) -> tuple[ChargingProfile, bool]:
    """What a vehicle may draw for some time, and whether periods had to be merged; the fallback holds after it.

    Parameters
    ----------
    connector
        The number of the port.
    port
        The port.
    current_a
        What it may draw from each second after `from_s` on [A].
    unit
        The unit of the limits.
    from_s
        The instant at which it begins [s since 1970, UTC].
    duration_s
        For how long.
    transaction
        The transaction; None where it is not known.
    most
        How many periods there may be; None for any number.
    """
    own = unit_for(port, unit)
    periods: Sequence[RatePeriod] = joined_periods(
        RatePeriod(second, rate_limit(port, amps, own)) for second, amps in sorted(current_a.items())
    )
    merged = most is not None and len(periods) > most
    if most is not None and merged:
        periods = lowered_periods(periods, duration_s, most)
    profile = ChargingProfile(
        id=_id(connector, _TRANSACTION),
        stack_level=0,
        slot="transaction",
        unit=own,
        periods=tuple(periods),
        start_s=from_s,
        phases=phases_of(port) if own == "A" else None,
        duration_s=duration_s,
        valid_to_s=from_s + duration_s,
        transaction=transaction,
    )
    return profile, merged


def _id(connector: int, number: int) -> int:
    return connector * _IDS_PER_CONNECTOR + number
