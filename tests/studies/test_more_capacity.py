"""More setpoint or supply never lowers the least share that anybody is guaranteed."""

from dataclasses import replace

import pytest
from asking import fixed
from hypothesis import given
from hypothesis import strategies as st
from sites import cases

from evsite import loads
from evsite.network.compile import compile_network
from evsite.proofs.guarantee import guarantees
from evsite.proofs.lower_bound import share_bounds
from evsite.proofs.sharers import sharers

pytestmark = pytest.mark.slow

NEARLY = 0.98
"""A rotation delivers at least this part of the best least average that there is."""


def grown(site, data):
    """The same site with a higher setpoint, main or supply somewhere."""
    kind = data.draw(st.sampled_from([name for name in ("groups", "panels", "supplies") if getattr(site, name)]))
    table = dict(getattr(site, kind))
    name = data.draw(st.sampled_from(sorted(table)))
    factor = data.draw(st.sampled_from([1.05, 1.5, 4.0]))
    one = table[name]
    keys = {"groups": ("limit_a", "limit_kw"), "panels": ("main_a", "bus_a"), "supplies": ("rating_a", "rating_kva")}
    table[name] = replace(
        one, **{key: getattr(one, key) * factor for key in keys[kind] if getattr(one, key) is not None}
    )
    return replace(site, **{kind: table})


def least(site, found):
    """The least guarantee: amperes, or kilowatts where voltages differ."""
    ports = sharers(site, compile_network(site))
    units = dict(zip(site.ports, ports.unit_per_a, strict=True))
    return min((amps * units[name] for name, amps in found.items()), default=0.0), bool(ports.in_turns)


@pytest.mark.parametrize("number", range(2))
def test_more_setpoint_or_supply_never_lowers_the_least_share(number):
    @fixed(700 + number, 60)
    @given(cases(max_ports=8), st.data())
    def holds(case, data):
        site = loads(case.text)
        more = grown(site, data)
        for study in (
            lambda each: {name: one.current_a for name, one in guarantees(each, "equal").items()},
            lambda each: {name: one.current_a for name, one in share_bounds(each, policy="equal").items()},
        ):
            before, _ = least(site, study(site))
            after, turns = least(more, study(more))
            assert after >= before * (NEARLY if turns else 1 - 1e-7) - 1e-9

    holds()
