"""Which lines a delta-wye transformer loads on its primary side follows from its vector group."""

from __future__ import annotations

import cmath

import pytest
from hypothesis import given
from hypothesis import strategies as st

import evsite
from evsite.model.systems import SYSTEMS
from evsite.network.phasors import to_primary
from evsite.proofs.equipment import equipment_loads
from evsite.sitefile.edits import apply_edits

SITE = """[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "100 A"
system = "480Y/277"
[panels.H]
fed_from = "U"
main = "100 A"
bus = "100 A"
[supplies.T]
kind = "transformer"
rating = "45 kVA"
system = "208Y/120"
fed_from = "H"
GROUP
[panels.P]
fed_from = "T"
main = "150 A"
bus = "200 A"
[circuits.C]
panel = "P"
breaker = "50 A"
count = 2
phases = "AB"
[stations.S]
max_current = "40 A"
circuits = "C"
count = 2
[loads.pump]
on = "H"
current = "30 A"
phases = "LINE"
"""
DYN11 = 'vector_group = "Dyn11"'
RATIO = 480 / (208 / 3**0.5)


def site(group="", line="AN"):
    return evsite.loads(SITE.replace("GROUP", group).replace("LINE", line))


def primary_a(found):
    """The greatest current on each primary line of the transformer [A]."""
    loads = equipment_loads(found)
    return {load.limit.leg: load.greatest for load in loads if load.limit.owner == "T" and load.limit.side == "primary"}


def test_dyn1_is_taken_and_primary_a_carries_a_less_b():
    assert site().supplies["T"].vector_group == "Dyn1"
    assert primary_a(site()) == pytest.approx({"A": 160 / RATIO, "B": 80 / RATIO, "C": 80 / RATIO})
    assert primary_a(site('vector_group = "Dyn1"')) == primary_a(site())


def test_dyn11_loads_primary_b_twice_for_the_same_pair():
    assert primary_a(site(DYN11)) == pytest.approx({"A": 80 / RATIO, "B": 160 / RATIO, "C": 80 / RATIO})


def phasors(supply, connection, amps):
    current = {leg: amps * value for leg, value in SYSTEMS["208Y/120"].currents(connection).items()}
    return dict(to_primary(supply, tuple(current.items())))


@given(st.lists(st.floats(0, 100), min_size=6, max_size=6))
def test_the_magnitudes_are_the_same_set_in_both_groups(amps):
    sums = []
    for group in ("", DYN11):
        total = dict.fromkeys("ABC", 0j)
        for connection, value in zip(("AB", "BC", "CA", "AN", "BN", "CN"), amps, strict=True):
            for leg, current in phasors(site(group).supplies["T"], connection, value).items():
                total[leg] += current
        sums.append(total)
    dyn1, dyn11 = ({leg: abs(value) for leg, value in total.items()} for total in sums)
    assert [dyn1[leg] for leg in "ABC"] == pytest.approx([dyn11[leg] for leg in "BCA"], abs=1e-9)


@pytest.mark.parametrize("group", ["", DYN11])
def test_a_balanced_load_stands_at_the_angle_of_the_primary_voltages(group):
    for leg, current in phasors(site(group).supplies["T"], "ABC", 10.0).items():
        assert cmath.phase(current) == pytest.approx(cmath.phase(SYSTEMS["480Y/277"].phasor_v(leg)))
        assert abs(current) == pytest.approx(10 * 208 / 480)


@pytest.mark.parametrize(("group", "twice"), [("", "A"), (DYN11, "B")])
def test_it_matters_beside_other_load_which_line_is_loaded_twice(group, twice):
    """10 of 60 A are left on the line of the pump: half as much for vehicles where they load that line twice."""
    meter = '[groups.G]\non = "H"\nlimit = "60 A"\nsite_meter = true\n'
    for line in "ABC":
        found = evsite.loads((SITE + meter).replace("30 A", "50 A").replace("GROUP", group).replace("LINE", f"{line}N"))
        shares = evsite.allocate(found).shares
        assert sum(share.current_a for share in shares) == pytest.approx((5 if line == twice else 10) * RATIO)


def refused(text):
    with pytest.raises(evsite.SiteFileError) as caught:
        evsite.loads(text)
    return caught.value.findings


@pytest.mark.parametrize(
    ("group", "key", "message"),
    [
        ('winding = "wye-wye"\n' + DYN11, "vector_group", "wye-wye windings"),
        ('winding = "delta-wye"\nvector_group = "Dd0"', "vector_group", "delta-wye windings"),
        ('vector_group = "Dd0"', "vector_group", "does not make 208Y/120"),
        ('winding = "delta-delta"\nvector_group = "Dd0"', "winding", "does not make 208Y/120"),
        ('vector_group = "Yy0"\nprimary = "480 delta"', "vector_group", "needs a neutral"),
    ],
)
def test_a_group_that_does_not_go_with_the_windings_is_refused_and_each_edit_is_read(group, key, message):
    text = SITE.replace("GROUP", group).replace("LINE", "AN")
    (finding,) = refused(text)
    assert finding.path[-1] == key
    assert message in f"{finding.message} {finding.remedy}"
    for edits in finding.fix.edits:
        evsite.loads(apply_edits(text, edits))


def test_a_group_that_is_none_is_reported_the_groups():
    text = SITE.replace("GROUP", 'vector_group = "Yd1"').replace("LINE", "AN")
    (finding,) = refused(text)
    assert "Dyn11" in f"{finding.message} {finding.remedy}"
    assert any(evsite.loads(apply_edits(text, edits)) for edits in finding.fix.edits if "Dyn11" in str(edits))


def test_a_group_says_the_windings_too():
    assert site('vector_group = "Yy0"').supplies["T"].winding == "wye-wye"
    assert site(DYN11).supplies["T"].winding == "delta-wye"


def test_a_service_has_no_group():
    text = SITE.replace("GROUP", "").replace("LINE", "AN").replace('"service"', f'"service"\n{DYN11}')
    (finding,) = refused(text)
    assert "'vector_group'" in finding.message
