"""Panels below a service that is too small for all of them: who takes turns at one is apart from the others until the
service can be full."""

import pytest

import evsite
from evsite.allocation import class_shares
from evsite.allocation.part_allocator import PartAllocator
from evsite.allocation.possible_rows import PossibleRows
from evsite.metering.zones import UTC_ZONE
from evsite.model.calendar import Calendar
from evsite.model.sessions import Session, SessionSet
from evsite.studies.simulation.simulate import simulate

H = 3600.0
PANELS, PORTS = 3, 4
WEEK = Calendar(4 * 86_400, UTC_ZONE, dated=False)
PANEL = """
[panels.P{number}]
fed_from = "U"
main = "100 A"
[circuits.C{number}]
panel = "P{number}"
count = 4
breaker = "40 A"
[stations.S{number}]
count = 4
ports = 1
max_current = "32 A"
circuits = "C{number}"
[groups.G{number}]
on = "P{number}"
limit = "{limit_a} A"
"""


@pytest.fixture(autouse=True)
def _states_are_worked_out_from_changes(monkeypatch):
    """As in components of many ports: whole states of small ones are worked out from nothing, and kept."""
    monkeypatch.setattr(class_shares, "_MOST_PORTS", 0)


def site(limit_a):
    service = f"""[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "200 A"
system = "208Y/120"
[groups.All]
on = "U"
limit = "{limit_a} A"
"""
    panels = [PANEL.format(number=number, limit_a=16 + 2 * number) for number in range(PANELS)]
    return evsite.loads(service + "".join(panels))


def drivers(ports):
    """Vehicles that fill one panel after the other, and leave in another order."""
    return SessionSet(
        tuple(
            Session(
                f"{number}",
                number * 0.25 * H,
                port,
                (9 + number * 7 % 5) * H,
                energy_kwh=4.0 + number % 5 * 3,
                accept_a=(32.0, 7.0)[number // PORTS % 2],
            )
            for number, port in enumerate(ports)
        ),
        WEEK,
    )


def played(at, policy="equal"):
    return simulate(at, drivers(list(at.ports)), policies=[policy]).runs[0]


def test_who_is_asked_together_changes_nothing_and_no_limit_is_exceeded(monkeypatch):
    found = played(site(28))
    monkeypatch.setattr(PossibleRows, "possible", lambda self, _: frozenset(range(len(self._arrays.limit))))
    expected = played(site(28))
    for mine, other in zip(found.outcomes, expected.outcomes, strict=True):
        # mixes of slots are found to 5e-4
        assert mine.energy_kwh == pytest.approx(other.energy_kwh, rel=1e-3, abs=1e-6)
    for limit in found.limits:
        assert limit.peak_load <= limit.value * (1 + 1e-9)


def test_a_panel_is_asked_alone_where_the_service_cannot_be_full(monkeypatch):
    asked = []
    ask = PartAllocator.__call__

    def note(self, ports, accept_a):
        asked.append(frozenset(port // PORTS for port in ports))
        return ask(self, ports, accept_a)

    monkeypatch.setattr(PartAllocator, "__call__", note)
    played(site(28))
    assert frozenset({0}) in asked
    assert max(map(len, asked)) > 1


def test_the_order_of_events_before_does_not_matter(monkeypatch):
    """What each gets follows from who is there: the same as where everybody is worked out anew at each event."""
    found = played(site(28))
    anew = class_shares.ClassShares._anew

    def from_nothing(self, members):
        # as if nobody had been there before
        for atom in range(len(self._rows.over)):
            self._rows.mark(atom)
        return anew(self, members)

    monkeypatch.setattr(class_shares.ClassShares, "_anew", from_nothing)
    expected = played(site(28))
    for mine, other in zip(found.outcomes, expected.outcomes, strict=True):
        assert mine.energy_kwh == pytest.approx(other.energy_kwh, rel=1e-9, abs=1e-9)
