"""Equipment that can never be full, because what is below it is full before: it changes nothing, and joins nobody."""

import pytest

import evsite
from evsite.allocation.part_allocator import PartAllocator
from evsite.metering.zones import UTC_ZONE
from evsite.model.calendar import Calendar
from evsite.model.sessions import Session, SessionSet
from evsite.studies.simulation.results import AS_DESIGNED
from evsite.studies.simulation.simulate import SIMULATED_NAMES, simulate

H = 3600.0
PANELS, PORTS = 3, 5
WEEK = Calendar(4 * 86_400, UTC_ZONE, dated=False)
PANEL = """
[panels.P{number}]
fed_from = "U"
main = "100 A"
[circuits.C{number}]
panel = "P{number}"
count = 5
breaker = "40 A"
phases = "AB"
[stations.S{number}]
count = 5
max_current = "32 A"
circuits = "C{number}"
{steps}
[groups.G{number}]
on = "P{number}"
limit = "30 A"
{policy}
"""
"""Five vehicles would need 40 A of its 30 A, so that they take turns."""


def site(rating_a, steps="", policies=("equal",) * PANELS):
    service = f'[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "{rating_a} A"\nsystem = "208Y/120"\n'
    panels = [
        PANEL.format(number=number, steps=steps, policy=f'policy = "{policy}"')
        for number, policy in enumerate(policies)
    ]
    return evsite.loads(service + "".join(panels))


def drivers(ports):
    """Who come one after the other, to one panel after the other, until each panel is too full for all minimums."""
    order = [ports[panel * PORTS + place] for place in range(PORTS) for panel in range(PANELS)]
    stays = [(number * 0.2 * H, (10 - number * 0.3) * H, port) for number, port in enumerate(order)]
    return SessionSet(
        tuple(
            Session(f"{number}", arrive_s, port, leave_s, energy_kwh=3.0 + number % 4 * 2)
            for number, (arrive_s, leave_s, port) in enumerate(stays)
        ),
        WEEK,
    )


def energies(found):
    return [outcome.energy_kwh for run in found.runs for outcome in run.outcomes]


@pytest.mark.parametrize("policy", [*SIMULATED_NAMES, AS_DESIGNED])
@pytest.mark.parametrize("steps", ["", 'current_step = "1 A"'])
@pytest.mark.parametrize("policies", [("equal",) * PANELS, ("equal", "fcfs", "proportional")])
def test_a_service_that_is_never_full_changes_nothing(policy, steps, policies):
    # three panels draw 90 A at most, and 120 A would be the minimums of all
    tight, ample = (site(rating_a, steps, policies) for rating_a in (125, 4_000))
    found, expected = (simulate(each, drivers(list(each.ports)), policies=[policy]) for each in (tight, ample))
    assert energies(found) == pytest.approx(energies(expected), rel=1e-9)
    assert found.runs[0].events == expected.runs[0].events
    waits = [[outcome.longest_unpowered_h for outcome in each.runs[0].outcomes] for each in (found, expected)]
    assert waits[0] == pytest.approx(waits[1], rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("policy", ["equal", "round-robin"])
def test_turns_at_one_panel_are_worked_out_for_it_alone(monkeypatch, policy):
    asked = []
    ask = PartAllocator.__call__

    def note(self, ports, accept_a):
        asked.append({port // PORTS for port in ports})
        return ask(self, ports, accept_a)

    monkeypatch.setattr(PartAllocator, "__call__", note)
    at = site(125)
    simulate(at, drivers(list(at.ports)), policies=[policy])
    assert len(set().union(*asked)) > 1
    assert all(len(panels) == 1 for panels in asked)
