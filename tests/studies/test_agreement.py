"""One moment, every port in use: every command tells the same amperes of every port."""

import pytest
from asking import fixed
from hypothesis import given
from sites import cases
from weekday_sessions import by_minutes

import evsite
from evsite.network.compile import compile_network
from evsite.proofs.occupancy import occupancy_table
from evsite.proofs.sharers import sharers
from evsite.studies.policies import compare_policies
from evsite.studies.simulation.simulate import simulate
from evsite.studies.site_report import report

NEAR = 1e-6
HOUR_MIN = 60


def reported(allocation):
    """What each port gets, on average where it takes turns [A]."""
    return {
        share.port: share.current_a if share.average_current_a is None else share.average_current_a
        for share in allocation.shares
    }


def same(found, expected):
    assert found.keys() == expected.keys()
    for name, amps in expected.items():
        assert found[name] == pytest.approx(amps, rel=NEAR, abs=NEAR), name


def agree(site):
    """Every study of one moment against `allocate`."""
    own = reported(evsite.allocate(site))
    ports = sharers(site, compile_network(site), all_occupied=True)
    queued = {name for name, policy in ports.policies.items() if policy.in_order}
    study = report(site)
    same(
        {port.port: port.all_in_use.current_a for port in study.ports if port.port not in queued},
        {name: amps for name, amps in own.items() if name not in queued},
    )
    for port in study.ports:
        # an order of arrival may leave a port of a queue more than is sure
        assert port.all_in_use.current_a <= own[port.port] * (1 + NEAR) + NEAR, port.port
    (row,) = occupancy_table(site, [len(site.ports)])
    units = dict(zip(site.ports, ports.unit_per_a, strict=True))
    if not queued:
        least = min(amps * units[name] for name, amps in own.items())
        for result in (row.worst, row.balanced, row.best):
            assert result.current_a * units[result.port] == pytest.approx(least, rel=NEAR, abs=NEAR)
    policies_agree(site, ())
    policies_agree(site, tuple(site.ports)[::3])


def policies_agree(site, offline):
    """The comparison of policies, and an hour of sessions in which nothing changes, against `allocate`."""
    outcomes = {outcome.policy: outcome for outcome in compare_policies(site, offline=offline).outcomes}
    sessions = by_minutes(*((name, 0, None, None, HOUR_MIN) for name in site.ports), until_min=HOUR_MIN)
    # "equal" counts turns by their averages, as allocations do; "round-robin" plays them one by one
    played = {run.policy: run for run in simulate(site, sessions, policies=["fcfs", "equal"], offline=offline).runs}
    for policy, shares_as in (("fcfs", "fcfs"), ("round-robin", "equal")):
        expected = reported(evsite.allocate(site, policy=shares_as, offline=offline))
        same({share.port: share.current_a for share in outcomes[policy].shares}, expected)
        energy_kwh = {each.port: each.energy_kwh for each in played[shares_as].outcomes}
        same(energy_kwh, {name: amps * site.ports[name].output_kw_per_a for name, amps in expected.items()})


@pytest.mark.parametrize("number", [0, *(pytest.param(each, marks=pytest.mark.slow) for each in range(1, 3))])
def test_every_command_tells_the_same_of_one_moment(number):
    @fixed(900 + number, 4 if number == 0 else 40)
    @given(cases(max_ports=8, policies=("equal", "proportional", "fcfs")))
    def holds(case):
        agree(evsite.loads(case.text))

    holds()
