"""What sessions that were made up stand on, and what they leave out, for whoever reads the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.application import applications
from evsite.studies.arrivals.profiles import SOURCE
from evsite.words import amps, count, format_number, share

if TYPE_CHECKING:
    from evsite.model.site import Site
    from evsite.studies.arrivals.profiles import ArrivalProfile
    from evsite.studies.arrivals.request import ArrivalsRequest


def notes(site: Site, profile: ArrivalProfile, request: ArrivalsRequest, sessions: int) -> tuple[str, ...]:
    """Where the sessions are from, what a driver is, what wanted energy is, and where real drivers may differ.

    Parameters
    ----------
    site
        Where they charge.
    profile
        What they were made by.
    request
        What was asked for.
    sessions
        How many came of it.
    """
    told = [
        _origin(profile, request, sessions),
        _drivers(profile, request),
        _energy(profile, request.energy),
        f"no vehicle is taken to draw more than {_full_current(profile)}, the most that a port of the garage gave",
        "there are no public holidays and no vacations among the days, and no day follows on the one before",
        _ports(site, profile, request),
        "every vehicle takes the first port that is free, in the order of the site",
    ]
    declared = site.settings.application
    if declared is not None and declared != profile.application:
        told.append(f"the site file says {applications()[declared].title}; these are sessions of {profile.garage}")
    fast = sum(port.dc for port in site.ports.values())
    if fast:
        told.append(f"the site has {count(fast, 'DC port')}; these are sessions of AC ports")
    return tuple(told)


def _origin(profile: ArrivalProfile, request: ArrivalsRequest, sessions: int) -> str:
    are = "is" if sessions == 1 else "are"
    return (
        f"{count(sessions, 'session')} {are} made up by the profile '{profile.name}', seed {request.seed}: fitted to"
        f" {count(profile.sessions, 'session')} of 2019 at {profile.garage}; {SOURCE}"
    )


def _drivers(profile: ArrivalProfile, request: ArrivalsRequest) -> str:
    come = "comes" if request.drivers == 1 else "come"
    return (
        f"{count(request.drivers, 'driver')} {come} at most once a day each: {share(profile.usual_share)} of them on"
        f" the mean day from Monday to Thursday, as that day had {share(profile.usual_share)} of the"
        f" {count(profile.busiest_day, 'session')} of the garage's busiest. Its records name no drivers: no one is"
        " followed from day to day, and each session is drawn by itself"
    )


def _full_current(profile: ArrivalProfile) -> str:
    return amps(profile.max_current_a)


def _energy(profile: ArrivalProfile, energy: str) -> str:
    asked_kwh, delivered_kwh = (format_number(each, 1) for each in (profile.mean_asked_kwh, profile.mean_delivered_kwh))
    full_speed = f"{_full_current(profile)} at {format_number(profile.voltage_v)} V"
    means = f"on average {asked_kwh} kWh asked for, {delivered_kwh} kWh delivered"
    if energy == "asked":
        return (
            f"a driver wants what drivers typed in, at most what {full_speed} gives in the stay and at least what was"
            f" delivered; many typed in more than their vehicles took, so shares served are on the low side ({means})"
        )
    return (
        "a driver wants what was delivered in the garage, whose load management had cut it already, so shares served"
        f" are on the high side ({means})"
    )


def _ports(site: Site, profile: ArrivalProfile, request: ArrivalsRequest) -> str:
    ports = request.ports or len(site.ports)
    here = format_number(request.drivers / ports, 2) if ports else "no ports"
    noun = "driver" if here == "1" else "drivers"
    there = format_number(profile.busiest_day / profile.ports, 2)
    full = profile.most_at_once >= 0.9 * profile.ports
    waited = (
        "all ports of the garage were taken on working days, so some came late because no port had been free: where"
        " there are more ports for each driver, more may be there at once"
        if full
        else "the garage had free ports on working days"
    )
    return f"{here} {noun} for each port, and {there} in the garage; {waited}"
