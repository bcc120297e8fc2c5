"""Stations that cannot be reached draw their fallback whatever groups say; nobody exceeds a limit beside them."""

import json
import math

import pytest
import tomli
import tomli_w
from asking import fixed
from hypothesis import given
from hypothesis import strategies as st
from physics import bounds_of
from sites import amounts, cases

import evsite
from evsite.allocation.allocator import Allocator
from evsite.allocation.fallback import fallbacks_a
from evsite.model.limit_id import PORT_RATING, LimitId, by_limit
from evsite.network.fallback import within_jumpers
from evsite.proofs.occupancy import occupancy_table
from evsite.proofs.offline import fallback_loads

EXACT = 1e-9

SINGLE_PHASE = """
[site]
name = "x"
nec = 2023
[supplies.U]
kind = "service"
rating = "200 A"
system = "240/120"
[panels.P]
fed_from = "U"
main = "100 A"
bus = "100 A"
"""


def stations(fallbacks, breaker="40 A", station='ports = 1\nmax_current = "32 A"', more=""):
    """Stations S1, S2 ... on circuits of their own; fallbacks as written, None where the file does not say."""
    text = ""
    for number, fallback in enumerate(fallbacks, 1):
        text += f'[circuits.C{number}]\npanel = "P"\nbreaker = "{breaker}"\n{more}\n'
        text += f'[stations.S{number}]\n{station}\ncircuit = "C{number}"\n'
        text += "" if fallback is None else f'fallback = "{fallback}"\n'
    return text


def group(name, keys):
    """A power-sharing group."""
    return f"[groups.{name}]\n{keys}\n"


HELD_ALONE = (
    SINGLE_PHASE
    + stations(["24 A", None])
    + group("G", 'on = "P"\nlimit = "50 A"')
    + group("Small", 'members = ["S1"]\nlimit = "16 A"')
)
"""A fallback of 24 A above a limit of 16 A over that port alone, below a limit of 50 A over both."""


def amps_of(allocation):
    """Amperes by port."""
    return {share.port: share.current_a for share in allocation.shares}


def test_a_fallback_above_a_limit_over_that_port_alone_is_reserved_whole():
    answer = evsite.allocate(evsite.loads(HELD_ALONE), offline=["S1.1"])
    assert amps_of(answer) == pytest.approx({"S1.1": 24, "S2.1": 26})
    assert answer.shares[1].limited_by == by_limit(LimitId("group", "G", leg="A"))
    group_loads = {use.limit.leg: (use.load_a, use.limit_a) for use in answer.limits if use.limit[:2] == ("group", "G")}
    assert group_loads == {"A": (50, 50), "B": (50, 50)}


@pytest.mark.parametrize(
    ("limits", "left_a"),
    [
        ('on = "P"\nlimit = "12 kW"', 50 - 24),
        ('on = "P"\nlimit = "12 kVA"', 50 - 24),
        ('on = "U"\nlimit = "44 A"', 44 - 24),
        ('members = ["S1", "S2"]\nlimit = "36 A"', 36 - 24),
        ('members = ["S1", "S2"]\nlimit = "20 A"', 0),
    ],
)
def test_the_rest_of_every_kind_of_limit_is_what_the_others_share(limits, left_a):
    text = (
        SINGLE_PHASE
        + stations(["24 A", "32 A"])
        + group("G", limits)
        + group("Small", 'members = ["S1"]\nlimit = "10 A"')
    )
    answer = evsite.allocate(evsite.loads(text), offline=["S1.1"])
    assert amps_of(answer)["S2.1"] == pytest.approx(left_a)


def test_the_floor_of_1_8_kw_at_120_v_is_15_a_whatever_a_group_says():
    text = (
        SINGLE_PHASE.replace('rating = "200 A"', 'rating = "40 A"')
        + stations([None, None], breaker="20 A", station='ports = 1\nmax_current = "16 A"', more='phases = "A"')
        + group("G", 'on = "P"\nlimit = "25 A"')
        + group("Small", 'members = ["S1"]\nlimit = "9 A"')
    )
    answer = evsite.allocate(evsite.loads(text), offline=["S1.1"])
    assert amps_of(answer) == pytest.approx({"S1.1": 15, "S2.1": 10})


def test_a_fallback_above_a_limit_over_that_port_alone_is_a_finding():
    (found,) = (finding for finding in evsite.check(evsite.loads(HELD_ALONE)).findings if finding.code == "EV409")
    assert found.severity == "error"
    assert "group Small" in found.message
    assert found.path == ("groups", "Small", "limit")


def test_report_check_and_allocate_tell_the_same_of_an_offline_station(evsite, tmp_path):
    file = tmp_path / "site.toml"
    file.write_text(HELD_ALONE)
    document = json.loads(evsite("report", str(file), "--format", "json").stdout)
    assert {port["port"]: port["with_offline"]["current_a"] for port in document["ports"]} == {"S1.1": 16, "S2.1": 26}
    loads = {each["limit"]["title"]: (each["load_a"], each["limit_a"], each["fits"]) for each in document["fallbacks"]}
    assert loads["group Small leg A"] == (24, 16, False)
    # the station of which the file does not say what it falls back to is set to what is safe: 50 - 24 A
    assert loads["group G leg A"] == (50, 50, True)
    answer = json.loads(evsite("allocate", str(file), "--offline", "all", "--format", "json").stdout)
    assert [port["current_a"] for port in answer["ports"]] == [24, 26]


def test_the_table_tells_what_the_report_tells_of_the_full_house():
    site = evsite.loads(HELD_ALONE)
    (row,) = occupancy_table(site, [2])
    assert row.worst.current_a == min(port.all_in_use.current_a for port in evsite.report(site).ports) == 16


def test_three_phase_ac_stations_fall_back_to_8_a_in_each_phase():
    text = (
        SINGLE_PHASE.replace("240/120", "208Y/120")
        + stations([None] * 6, more="poles = 3")
        + group("G", 'on = "P"\nlimit = "30 A"')
    )
    site = evsite.loads(text)
    assert list(fallbacks_a(site).values()) == pytest.approx([8.0] * 6)
    (found,) = (finding for finding in evsite.check(site).findings if finding.code == "EV409")
    assert "fall back to 8 A each (2.88 kW at 208 V), 48 A together" in found.message
    assert any("8 A in each phase" in note for note in found.notes)


def test_a_jumpered_station_shares_its_feed_offline_too():
    text = (
        SINGLE_PHASE
        + '[circuits.C]\npanel = "P"\nbreaker = "40 A"\n'
        + '[stations.S1]\nports = 2\nmax_current = "32 A"\njumper = true\ncircuits = "C"\nfallback = "24 A"\n'
        + group("G", 'on = "P"\nlimit = "60 A"')
    )
    answer = evsite.allocate(evsite.loads(text), offline=["S1.1", "S1.2"])
    assert amps_of(answer) == pytest.approx({"S1.1": 16, "S1.2": 16})


def test_a_port_in_no_group_draws_its_rating_offline():
    text = SINGLE_PHASE + stations(["6 A", None, None]) + group("G", 'members = ["S2", "S3"]\nlimit = "60 A"')
    site = evsite.loads(text)
    answer = evsite.allocate(site, offline=["S1.1"])
    # nobody ever told S1 to fall back: 80 A of the panel less its 32 A are left
    assert amps_of(answer) == pytest.approx({"S1.1": 32, "S2.1": 24, "S3.1": 24})
    assert (answer.shares[0].state, answer.shares[0].limited_by) == ("offline", PORT_RATING)
    found = evsite.report(site).guarantees
    assert {name: (one.current_a, one.exact) for name, one in found.items()} == {"S2.1": (24, True), "S3.1": (24, True)}


def test_an_allocator_that_was_not_made_for_offline_ports_refuses_them():
    allocator = Allocator(evsite.loads(HELD_ALONE))
    with pytest.raises(ValueError, match="offline"):
        allocator.moment(offline_a={"S1.1": 24.0})


@st.composite
def moments_with_offline_ports(draw):
    """A random site with limits over single ports, fallbacks given and not, and a random set of offline ports."""
    case = draw(cases(max_ports=8, policies=("equal", "proportional", "fcfs")))
    file = tomli.loads(case.text)
    for table in file["stations"].values():
        if draw(st.booleans()):
            table["fallback"] = f"{draw(st.sampled_from([0, 6, 8, 12, 20, 33.3]))} A"
    for number, port in enumerate(draw(st.lists(st.sampled_from(case.ports), max_size=3, unique=True))):
        loose = any("voltage" in table and port.startswith(name) for name, table in file["stations"].items())
        unit = "kW" if loose or draw(st.booleans()) else "A"
        file.setdefault("groups", {})[f"One{number}"] = {
            "members": [port],
            "limit": f"{draw(amounts(1, 20))} {unit}",
        }
    offline = draw(st.lists(st.sampled_from(case.ports), min_size=1, unique=True))
    return case, tomli_w.dumps(file), offline


@pytest.mark.slow
@pytest.mark.parametrize("number", range(4))
def test_no_limit_is_exceeded_by_more_than_what_offline_stations_put_on_it_alone(number):
    """500 sites, against limits that a second physics works out."""
    beyond_alone = []

    @fixed(300 + number, 125)
    @given(moments_with_offline_ports())
    def holds(moment):
        case, text, offline = moment
        site = evsite.loads(text)
        answer = evsite.allocate(
            site, occupied=case.occupied, accept_a=case.accept_a, order=case.order, offline=offline
        )
        fallback = fallbacks_a(site)
        taken = amps_of(answer)
        drawn = within_jumpers(site, {name: fallback[name] for name in offline})
        assert all(taken[name] == drawn[name] for name in offline)
        only_offline = {name: drawn.get(name, 0.0) for name in site.ports}
        slots = [
            {**dict.fromkeys(site.ports, 0.0), **{s.port: s.current_a for s in slot.shares}} for slot in answer.slots
        ]
        for bound in bounds_of(site):
            alone = bound.worst(only_offline)[0]
            allowed = max(bound.value, alone)
            beyond_alone.append(alone > bound.value * (1 + EXACT))
            for amps in [taken, *slots]:
                assert bound.worst(amps)[0] <= allowed * (1 + EXACT) + 1e-9, bound.name

    holds()
    assert set(beyond_alone) == {True, False}


@pytest.mark.parametrize("policy", ["equal", "round-robin", "fcfs", "proportional"])
def test_a_simulation_reserves_the_fallback_all_the_while(policy, tmp_path):
    (tmp_path / "arrivals.csv").write_text("port,time,leave\nS1.1,Mon 08:00,Mon 10:00\nS2.1,Mon 08:00,Mon 10:00\n")
    site = evsite.loads(HELD_ALONE)
    sessions = evsite.load_sessions(tmp_path / "arrivals.csv", site)
    (run,) = evsite.simulate(site, sessions, policies=[policy], offline=["S1.1"]).runs
    assert [outcome.energy_kwh for outcome in run.outcomes] == pytest.approx([24 * 0.24 * 2, 26 * 0.24 * 2])
    peaks = {peak.limit: peak.peak_load for peak in run.limits}
    assert peaks[LimitId("group", "G", leg="A")] == pytest.approx(50)


def test_first_come_first_served_promises_less_beside_an_offline_station():
    text = HELD_ALONE.replace('on = "P"\n', 'on = "P"\npolicy = "fcfs"\n').replace(
        'members = ["S1"]\n', 'members = ["S1"]\npolicy = "fcfs"\n'
    )
    found = evsite.report(evsite.loads(text)).guarantees["S2.1"]
    assert (found.current_a, found.with_offline_current_a) == (32, 26)
    assert math.isclose(found.with_offline.least_found_a, 26)


# --- floors come first, feeds are shared, what is told otherwise hides nothing ---


def test_floors_are_reserved_before_the_rest_is_shared():
    """A three-phase port at 8 A beside one on a pair: 17 A are enough for both floors, and no limit is exceeded."""
    text = SINGLE_PHASE.replace("240/120", "208Y/120")
    text += '[circuits.C1]\npanel = "P"\nbreaker = "40 A"\npoles = 3\n[stations.S]\nports = 1\nmax_current = "32 A"\n'
    text += 'circuit = "C1"\n[circuits.C2]\npanel = "P"\nbreaker = "40 A"\nphases = "AB"\n[stations.T]\nports = 1\n'
    text += 'max_current = "32 A"\ncircuit = "C2"\n' + group("G", 'on = "U"\nlimit = "17 A"')
    site = evsite.loads(text)
    found = fallbacks_a(site)
    assert found["S.1"] == 8
    # on line A the currents are 30 degrees apart: 8^2 + t^2 + sqrt(3) * 8 * t = 17^2
    assert found["T.1"] == pytest.approx(-4 * 3**0.5 + (48 + 289 - 64) ** 0.5)
    assert all(load.fits for load in fallback_loads(site))
    answer = evsite.allocate(site, offline=site.ports)
    assert max(use.fullness for use in answer.limits) <= 1 + EXACT


def test_what_check_and_report_say_of_fallbacks_is_one_verdict():
    """Limits that check names are those that the report calls too full, with the same numbers."""
    text = SINGLE_PHASE + stations([None, None, "20 A"]) + group("G", 'on = "P"\nlimit = "34 A"')
    text += group("One", 'members = ["S1"]\nlimit = "4 A"')
    site = evsite.loads(text)
    over = {load.limit: load.load for load in fallback_loads(site) if not load.fits}
    reported = [finding.message for finding in evsite.check(site).findings if finding.code == "EV409"]
    # 20 A and twice 7.5 A are 35 A
    assert over == pytest.approx(
        {LimitId("group", owner, leg=leg): load for owner, load in (("G", 35), ("One", 7.5)) for leg in "AB"}
    )
    assert len(reported) == 2
    assert "35 A" in reported[0] + reported[1]


JUMPERED = (
    SINGLE_PHASE.replace('main = "100 A"', 'main = "50 A"')
    + '[circuits.C1]\npanel = "P"\nbreaker = "40 A"\n[stations.S1]\nports = 2\nmax_current = "32 A"\njumper = true\n'
    + 'circuits = "C1"\n[circuits.C2]\npanel = "P"\nbreaker = "40 A"\n[stations.S2]\nports = 1\nmax_current = "32 A"\n'
    + 'circuit = "C2"\n'
)
"""A jumpered station that draws 32 A, with one vehicle or two, beside a station of 32 A on 40 usable amperes."""


def test_one_port_of_a_jumpered_station_has_the_feed_to_itself():
    site = evsite.loads(JUMPERED + group("G", 'members = ["S2"]\nlimit = "30 A"'))
    amps = amps_of(evsite.allocate(site, offline=["S1.1"], occupied=["S2.1"]))
    assert amps == pytest.approx({"S1.1": 32, "S1.2": 0, "S2.1": 8})
    amps = amps_of(evsite.allocate(site, offline=["S1.1", "S1.2"], occupied=["S2.1"]))
    assert amps == pytest.approx({"S1.1": 16, "S1.2": 16, "S2.1": 8})


def test_nothing_is_guaranteed_that_one_port_of_a_jumpered_station_can_take():
    text = (
        JUMPERED
        + group("G", 'members = ["S1.1", "S2"]\nlimit = "100 A"')
        + group("One", 'members = ["S1.1"]\nlimit = "1 A"')
    )
    found = evsite.report(evsite.loads(text)).guarantees["S2.1"]
    # S1.2 is in no group: alone it draws 32 of 40 A
    assert found.exact
    assert found.current_a == pytest.approx(8)


def test_a_fallback_that_one_port_of_a_jumpered_station_draws_alone_is_a_finding():
    text = JUMPERED.replace("jumper = true", 'jumper = true\nfallback = "24 A"')
    text += group("G", 'on = "P"') + group("One", 'members = ["S1.1"]\nlimit = "20 A"')
    site = evsite.loads(text)
    (reported,) = (finding for finding in evsite.check(site).findings if finding.code == "EV409")
    assert "24 A" in reported.message
    assert reported.path == ("groups", "One", "limit")
    over = {load.limit: load.load for load in fallback_loads(site) if not load.fits}
    assert over == {LimitId("group", "One", leg=leg): 24 for leg in "AB"}
    assert amps_of(evsite.allocate(site, offline=["S1.1"], occupied=[]))["S1.1"] == 24


@pytest.mark.parametrize(
    ("main", "breaker", "number"),
    [("50 A", "40 A", 2), ("100 A", "25 A", 1)],
    ids=["main too small", "circuit too small"],
)
def test_a_group_that_fallbacks_exceed_is_reported_beside_equipment_that_is_too_small(main, breaker, number):
    text = SINGLE_PHASE.replace('main = "100 A"', f'main = "{main}"') + stations(["26 A"] * number, breaker=breaker)
    text += group("G", f'on = "P"\nlimit = "{50 if number == 2 else 24} A"')
    found = [finding for finding in evsite.check(evsite.loads(text)).findings if finding.code == "EV409"]
    assert [finding.path for finding in found] == [("groups", "G", "limit")]


def test_a_report_of_one_moment_reckons_with_the_fallbacks_of_the_week(evsite, tmp_path):
    file = tmp_path / "site.toml"
    text = SINGLE_PHASE + stations([None] * 3) + group("G", 'on = "P"\nlimit = "80 A"')
    file.write_text(text + '[[groups.G.schedule]]\nfrom = "08:00"\nto = "18:00"\nlimit = "36 A"\n')
    document = json.loads(evsite("report", str(file), "--at", "Mon 20:00", "--format", "json").stdout)
    assert next(load["load_a"] for load in document["fallbacks"] if load["limit"]["title"] == "group G leg A") == 36
    answer = json.loads(
        evsite("allocate", str(file), "--at", "Mon 20:00", "--offline", "all", "--format", "json").stdout
    )
    assert [port["current_a"] for port in answer["ports"]] == [12, 12, 12]
    resting = (
        SINGLE_PHASE + stations(["20 A"]) + group("G", 'on = "P"\n[[groups.G.charging]]\nfrom = "08:00"\nto = "18:00"')
    )
    file.write_text(resting)
    document = json.loads(evsite("report", str(file), "--at", "Mon 20:00", "--format", "json").stdout)
    circuit = next(load for load in document["equipment"] if load["limit"]["title"] == "circuit C1")
    assert (circuit["greatest_load_a"], circuit["greatest_load_with_offline_a"]) == (0, 20)


def test_what_a_jumpered_station_draws_offline_is_its_feed_and_no_more():
    """Two fallbacks of 24 A on a feed of 32 A leave 8 of 40 A; one port that is online has 8 A beside the other."""
    text = JUMPERED.replace("jumper = true", 'jumper = true\nfallback = "24 A"') + group("G", 'on = "P"')
    found = evsite.report(evsite.loads(text)).guarantees
    beside = {name: (one.with_offline.current_a, one.with_offline.exact) for name, one in found.items()}
    assert beside["S2.1"] == (pytest.approx(8), True)
    assert beside["S1.1"] == beside["S1.2"]
    assert beside["S1.1"][0] == pytest.approx(8)
