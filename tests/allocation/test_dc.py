"""Direct current: kW from the catalogue, losses and power factor, beside AC under one supply."""

from math import sqrt

import pytest

import evsite
from evsite.allocation.allocator import Allocator
from evsite.model.limit_id import LimitId

KVA_PER_A = sqrt(3) * 0.48

YARD = """
[site]
nec = 2023

[supplies.Service]
kind = "service"
rating = "800 A"
system = "480Y/277"

[supplies.T1]
kind = "transformer"
rating = "75 kVA"
fed_from = "Service"
system = "208Y/120"

[circuits.DC]
panel = "Service"
breaker = "150 A"
poles = 3

[circuits.AC]
panel = "T1"
breaker = "100 A"
phases = "AB"

[stations.DC]
model = "CPE280"
circuit = "DC"

[stations.AC]
model = "CP6011B-80A"
circuit = "AC"
"""


def answer(text, **moment):
    allocator = Allocator(evsite.loads(text))
    return allocator.allocate(allocator.moment(**moment))


def kilowatts(text, **moment):
    return {share.port: share.power_kw for share in answer(text, **moment).shares}


def yard(limit, policy):
    return YARD + f'\n[groups.Yard]\nmembers = ["DC", "AC"]\nlimit = "{limit}"\npolicy = "{policy}"\n'


def test_a_dc_station_draws_its_losses_and_its_power_factor():
    port = evsite.loads(YARD).ports["DC.1"]
    assert port.max_a * port.output_kw_per_a == pytest.approx(80)
    assert port.max_a * port.input_kw_per_a == pytest.approx(80 / (0.95 * 0.98))
    assert port.max_a == pytest.approx(80 / (0.95 * 0.98 * KVA_PER_A))


def test_a_published_input_current_of_a_module_stands_for_its_losses():
    port = evsite.loads(YARD.replace("CPE280", "CPE250")).ports["DC.1"]
    assert port.max_a == pytest.approx(80)
    assert port.max_a * port.output_kw_per_a == pytest.approx(62.5)


def test_losses_that_the_site_file_gives_come_before_the_published_current():
    text = YARD.replace("CPE280", "mine") + '\n[catalog.mine]\nbase = "CPE250"\nefficiency = 0.9\npower_factor = 1.0\n'
    assert evsite.loads(text).ports["DC.1"].max_a == pytest.approx(62.5 / (0.9 * KVA_PER_A))


def test_equal_is_equal_power_where_an_ampere_is_not_the_same_power():
    shares = kilowatts(yard("20 kW", "equal"))
    assert shares["DC.1"] == pytest.approx(shares["AC.1"])
    # the limit counts what is drawn: the DC port's losses come out of it
    assert shares["DC.1"] / (0.95 * 0.98) + shares["AC.1"] == pytest.approx(20)


def test_proportional_is_by_rated_power_across_unlike_ports():
    shares = kilowatts(yard("40 kW", "proportional"))
    rated_ac = 80 * 0.208
    assert shares["DC.1"] / shares["AC.1"] == pytest.approx(80 / rated_ac)
    assert shares["DC.1"] / (0.95 * 0.98) + shares["AC.1"] == pytest.approx(40)


def test_what_one_cannot_take_goes_to_the_other():
    shares = kilowatts(yard("60 kW", "equal"))
    assert shares["AC.1"] == pytest.approx(80 * 0.208)
    assert shares["DC.1"] == pytest.approx((60 - 80 * 0.208) * 0.95 * 0.98)


@pytest.mark.parametrize(
    ("policy", "order", "expected"),
    [
        ("proportional", ["DC.1", "AC.1"], {"DC.1": 20, "AC.1": 5}),
        ("equal", ["DC.1", "AC.1"], {"DC.1": 15, "AC.1": 10}),
        ("fcfs", ["DC.1", "AC.1"], {"DC.1": 25, "AC.1": 0}),
        ("fcfs", ["AC.1", "DC.1"], {"DC.1": 15, "AC.1": 10}),
    ],
)
def test_the_guide_s_pair_of_40_and_10_kw_on_25_kw(policy, order, expected):
    text = yard("25 kW", policy).replace('model = "CPE280"', 'max_power = "40 kW"')
    text = text.replace('model = "CP6011B-80A"', 'type = "ac"\nmax_power = "10 kW"')
    assert kilowatts(text, order=order) == pytest.approx(expected)


def test_the_pilot_s_minimum_is_not_for_dc():
    shares = answer(yard("2 kW", "equal").replace('members = ["DC", "AC"]', 'members = ["DC"]'), occupied=["DC.1"])
    # 2.4 A: no AC vehicle would take that
    dc = shares.shares[0]
    assert dc.current_a == pytest.approx(2 / KVA_PER_A)
    assert dc.state == "charging"
    assert not shares.slots


def test_dc_and_ac_through_a_transformer_meet_on_the_service():
    loads = {use.limit: use.load_a for use in answer(YARD).limits if use.load_a is not None}
    dc_a = 80 / (0.95 * 0.98 * KVA_PER_A)
    primary = 80 * 208 / 480
    assert loads[LimitId("circuit", "DC")] == pytest.approx(dc_a)
    assert loads[LimitId("transformer", "T1", "secondary", "A")] == pytest.approx(80)
    # A to B on the secondary of a delta-wye is 1, 1/2, 1/2 on the primary, in steps of 2/sqrt(3)
    assert loads[LimitId("transformer", "T1", "primary", "A")] == pytest.approx(primary * 2 / sqrt(3))
    assert loads[LimitId("transformer", "T1", "primary", "B")] == pytest.approx(primary / sqrt(3))
    # on line A both are in phase; on the others 60 degrees apart
    assert loads[LimitId("service", "Service", leg="A")] == pytest.approx(dc_a + primary * 2 / sqrt(3))
    half = primary / sqrt(3)
    assert loads[LimitId("service", "Service", leg="B")] == pytest.approx(sqrt(dc_a**2 + half**2 + dc_a * half))


def test_a_group_in_amperes_on_the_service_holds_both():
    text = YARD + '\n[groups.G]\non = "Service"\nlimit = "90 A"\n'
    for use in answer(text).limits:
        assert use.fullness <= 1 + 1e-9, use
    shares = kilowatts(text)
    assert shares["DC.1"] > shares["AC.1"] > 0
