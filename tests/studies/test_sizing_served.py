"""Sizing by the share of drivers who leave full: the least rating that serves enough, and nothing smaller does."""

from __future__ import annotations

import pytest

from evsite.metering.zones import UTC_ZONE
from evsite.model.calendar import Calendar
from evsite.model.sessions import Session, SessionSet
from evsite.studies.sizing.drivers_served import DriversServed, NobodyError
from evsite.studies.sizing.request import Allowed, Need, SizingRequest, Source
from evsite.studies.sizing.serving import size_served

HOUR_S = 3600.0


def sessions(count, *, energy_kwh=13.312, stay_h=4.0):
    """Vehicles that all come at once, on several days; 13.312 kWh are two hours at 32 A and 208 V."""
    each = [
        Session(
            f"{day} {number}",
            day * 24 * HOUR_S,
            leave_s=(day * 24 + stay_h) * HOUR_S,
            energy_kwh=energy_kwh,
            accept_a=32.0,
        )
        for day in range(2)
        for number in range(count)
    ]
    return SessionSet(tuple(each), Calendar(0, UTC_ZONE, dated=False))


def request(percent, *, ports=12, rating_a=None):
    return SizingRequest(
        Source("service", "208Y/120", rating_a),
        2023,
        ports=ports,
        need=Need(served_percent=percent),
        allowed=Allowed(station_a=32.0, circuits=frozenset({"own"})),
    )


def sized(percent, come, **wanted):
    return size_served(request(percent, **wanted), DriversServed(lambda _: come))


def test_the_least_rating_gives_each_what_it_needs_in_its_stay():
    # 12 ports, 4 on each pair: sqrt(3) * 4 * 16 A = 110.9 A on a line, and 80 % of 150 A carry it where 125 A do not
    found = sized(100.0, sessions(12))
    design = found.designs[0]
    assert design.service_a == 150
    assert design.served is not None
    assert (design.served.full, design.served.can_be_full, design.served.full_of_possible) == (24, 24, 1.0)
    assert found.served is not None
    tries = {each.source_rating: each.reaches for each in found.served.tries}
    assert max(rating for rating, enough in tries.items() if not enough) == 125
    assert tries[150.0]
    assert tries[175.0]


@pytest.mark.parametrize("percent", [40.0, 75.0])
def test_no_smaller_rating_that_was_tried_serves_enough(percent):
    found = sized(percent, sessions(12))
    assert found.served is not None
    rating = found.designs[0].service_a
    assert all(
        each.served.full_of_possible * 100 < percent for each in found.served.tries if each.source_rating < rating
    )
    assert all(each.served is not None and each.served.full_of_possible * 100 >= percent for each in found.designs)


def test_too_few_ports_are_refused_with_the_least_number_that_is_enough():
    # a port serves one driver after another only where the first leaves, so half of 24 drivers never get one
    found = sized(100.0, sessions(24))
    assert found.designs == ()
    assert found.refusal is not None
    assert found.served is not None
    assert (found.refusal.stop.kind, found.refusal.stop.limit, found.refusal.stop.would_be) == ("served", 100.0, 50.0)
    assert found.served.tries == ()
    ways = {way.path: way.new for way in found.refusal.ways}
    assert ways["ports",] == "24"
    assert ways["need", "served"] == "50%"
    assert sized(50.0, sessions(24)).designs
    assert not sized(100.0, sessions(24), ports=23).designs


def test_a_source_that_is_too_small_is_refused_with_the_rating_that_does():
    found = sized(100.0, sessions(12), rating_a=100.0)
    assert found.refusal is not None
    assert {way.path: way.new for way in found.refusal.ways}["source", "rating_a"] == "150 A"


def test_the_same_request_gives_the_same_designs():
    first, second = (sized(75.0, sessions(12)) for _ in range(2))
    assert [each.text for each in first.designs] == [each.text for each in second.designs]
    assert first.served == second.served


@pytest.mark.parametrize("come", [sessions(0), sessions(3, energy_kwh=None), sessions(3, energy_kwh=500.0)])
def test_nobody_who_could_be_full_is_no_share(come):
    with pytest.raises(NobodyError):
        sized(95.0, come)
