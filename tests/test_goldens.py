"""The published cases: what the vendor's guide and exact arithmetic say, asked of the public interface.

`goldens.json` holds the numbers and where they come from; here each case becomes a site file, and its numbers are what
`allocate`, `report` and `check` answer.
"""

import json
from collections import Counter
from pathlib import Path

import pytest

import evsite
from evsite.model.limit_id import LimitId, by_limit
from evsite.proofs.guarantee import guarantees

CASES = json.loads((Path(__file__).parent / "goldens.json").read_text())
IN_TIME = {"schedule-office", "dlm-500", "failsafe-dc", "fallback-conflict"}
"""Cases that depend on the time, on other load or on who is offline: see test_goldens_time.py."""
CHECKS = {}


def covers(*names):
    """Mark a function as the check of these cases."""

    def register(function):
        CHECKS.update(dict.fromkeys(names, function))
        return function

    return register


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=f"{case['id']} ({case['source']})") for case in CASES if case["id"] not in IN_TIME]
)
def test_a_published_case_comes_out(case):
    CHECKS[case["id"]](case["inputs"], case["expected"])


def test_every_published_case_is_checked():
    assert {case["id"] for case in CASES} == CHECKS.keys() | IN_TIME


def printed(value):
    """A published number: exact, or to the last digit where it was rounded to three or four."""
    decimals = len(repr(float(value)).partition(".")[2])
    return pytest.approx(value, rel=1e-9, abs=10.0**-decimals if decimals >= 3 else 1e-9)


# --- sites --------------------------------------------------------------------------------------------------------


def service(system="208Y/120", rating_a=2000):
    return f'[supplies.U]\nkind = "service"\nrating = "{rating_a} A"\nsystem = "{system}"\n'


def shared_circuit(breaker_a, ports, station='max_current = "80 A"', *, volts=208, site="", group=""):
    """Ports that share one circuit, which is a group."""
    system = {208: "208Y/120", 240: "240/120"}[volts]
    return evsite.loads(
        f"[site]\nnec = 2023\n{site}\n{service(system)}"
        f'[circuits.C]\npanel = "U"\nbreaker = "{breaker_a} A"\nphases = "AB"\n'
        f'[stations.S]\ncount = {ports}\ncircuit = "C"\n{station}\n'
        f'[groups.C]\non = "C"\n{group}\n'
    )


def panel(main_a, stations_by_pair, *, jumper=False):
    """Stations of 80 A on circuits of their own, by phase pair; with a jumper two ports on each circuit."""
    text = f'{service()}[panels.P]\nfed_from = "U"\nmain = "{main_a} A"\nspaces = 84\n[groups.P]\non = "P"\n'
    for pair, count in stations_by_pair.items():
        text += f'[circuits.C{pair}]\npanel = "P"\ncount = {count}\nbreaker = "100 A"\nphases = "{pair}"\n'
        text += f'[stations.{pair}_]\ncount = {count}\nmax_current = "80 A"\ncircuits = "C{pair}"\n'
        text += "ports = 2\njumper = true\n" if jumper else ""
    return evsite.loads(text)


def dc_and_ac(limit_kw, rated_kw, policy):
    """A DC and an AC station under one limit in kW."""
    return evsite.loads(
        f'{service("480Y/277")}[supplies.T]\nkind = "transformer"\nrating = "75 kVA"\nsystem = "208Y/120"\n'
        f'fed_from = "U"\n[circuits.D]\npanel = "U"\nbreaker = "100 A"\nphases = "ABC"\n'
        f'[circuits.A]\npanel = "T"\nbreaker = "100 A"\nphases = "AB"\n'
        f'[stations.DC]\ncircuit = "D"\nmax_power = "{rated_kw["DC"]} kW"\n'
        f'[stations.AC]\ncircuit = "A"\ntype = "ac"\nmax_power = "{rated_kw["AC"]} kW"\n'
        f'[groups.G]\nmembers = ["DC", "AC"]\nlimit = "{limit_kw} kW"\npolicy = "{policy}"\n'
    )


def amps(site, **moment):
    return {share.port: share.current_a for share in evsite.allocate(site, **moment).shares}


def by_pair(site, occupied=None):
    """Amperes by phase pair, where all ports of a pair get the same."""
    found = {}
    for port, value in amps(site, occupied=occupied).items():
        if occupied is None or port in occupied:
            found.setdefault(port[:2], set()).add(round(value, 9))
    assert all(len(values) == 1 for values in found.values())
    return {pair: values.pop() for pair, values in found.items()}


def codes(site):
    """Codes of everything that a check finds, but for what it could not check."""
    return {finding.code for finding in evsite.check(site).findings if finding.status != "not checked"}


# --- circuits -----------------------------------------------------------------------------------------------------


@covers("circuit-10-ports")
def ten_ports_on_a_circuit(given, expected):
    site = shared_circuit(given["breaker_a"], given["ports"])
    (group,) = evsite.report(site).groups
    assert group.limit_a == expected["usable_a"]
    assert amps(site, occupied=["S4.1"])["S4.1"] == expected["one_vehicle_a"]
    assert set(amps(site).values()) == {expected["all_ports_a"]}
    assert group.worst_case.current_a == printed(expected["all_ports_a"])
    assert group.worst_case.power_kw == printed(expected["all_ports_kw"])
    assert group.worst_case.range_mi_per_h == printed(expected["all_ports_rph"])


@covers("circuit-3.3kW")
def five_ports_get_3_3_kw(given, expected):
    wanted = f'min_power = "{given["min_kw"]} kW"'

    def too_little(ports, limit):
        site = shared_circuit(given["breaker_a"], ports, volts=given["voltage"], site=wanted, group=limit)
        return "EV407" in codes(site)

    most = max(ports for ports in range(1, 11) if not too_little(ports, ""))
    assert most == expected["max_ports"]
    assert not too_little(1, f'limit = "{expected["min_a"] + 0.001} A"')
    assert too_little(1, f'limit = "{expected["min_a"] - 0.001} A"')


@covers("multifamily-5-on-50")
def five_stalls_on_a_50_a_circuit(given, expected):
    site = shared_circuit(given["breaker_a"], given["ports"], 'model = "CPF50"', volts=given["voltage"])
    assert set(amps(site).values()) == {expected["all_ports_a"]}


@covers("jumper-surplus")
def what_one_vehicle_leaves_goes_to_the_other(given, expected):
    text = f'[circuits.C]\npanel = "U"\nbreaker = "{given["breaker_a"]} A"\nphases = "AB"\n'
    text += '[stations.S]\nports = 2\nmax_current = "80 A"\ncircuits = "C"\njumper = true\n'
    site = evsite.loads(service() + text)
    shares = amps(site, accept_a=dict(zip(("S.1", "S.2"), given["accept_a"], strict=True)))
    assert list(shares.values()) == expected["amps"]


@covers("round-robin-20-on-100")
def twenty_vehicles_take_turns(given, expected):
    site = shared_circuit(given["breaker_a"], given["ports"], group=f'min_current = "{given["minimum_a"]} A"')
    answer = evsite.allocate(site)
    assert evsite.report(site).groups[0].worst_case.current_a == expected["equal_share_a"]
    assert len(answer.slots) == expected["cycle_slots"]
    assert {len(slot.shares) for slot in answer.slots} == {expected["served_per_slot"]}
    assert {share.current_a for slot in answer.slots for share in slot.shares} == {expected["served_a"]}
    assert {share.average_current_a for share in answer.shares} == {expected["average_a"]}


# --- panels -------------------------------------------------------------------------------------------------------


@covers("panel-400-all-20-phases")
def twenty_ports_on_a_400_a_panel(given, expected):
    site = panel(given["panel_a"], given["ports_by_pair"])
    assert evsite.report(site).groups[0].limit_a == expected["limit_per_phase_a"]
    assert by_pair(site) == {pair: printed(expected[pair]) for pair in ("AB", "BC", "CA")}
    balanced = panel(given["panel_a"], {"AB": 10, "BC": 10, "CA": 10})
    assert by_pair(balanced)["AB"] * 30 / 20 == printed(expected["mean_if_balanced"])


@covers("panel-400-jumpers-all-20")
def ten_jumpered_stations_on_a_400_a_panel(given, expected):
    site = panel(given["panel_a"], given["stations_by_pair"], jumper=given["jumper"])
    shares = amps(site)
    assert len(shares) == given["stations"] * given["ports_per_station"]
    assert shares == dict.fromkeys(shares, printed(expected["all_ports_a"]))
    two = amps(site, occupied=["BC_2.1", "BC_2.2"])
    assert [two["BC_2.1"], two["BC_2.2"]] == expected["two_vehicles_on_one_station_a"]
    assert amps(site, occupied=["BC_2.1"])["BC_2.1"] == expected["one_vehicle_a"]


@covers("panel-400-real-fill")
def twenty_breakers_down_a_panel(given, expected):
    site = evsite.loads(
        f'{service()}[panels.P]\nfed_from = "U"\nmain = "{given["panel_a"]} A"\n'
        f'[circuits.C]\npanel = "P"\ncount = {given["circuits"]}\npoles = {given["poles"]}\nbreaker = "100 A"\n'
        f'[stations.S]\ncount = {given["circuits"]}\nmax_current = "80 A"\ncircuits = "C"\n'
    )
    assert Counter(port.phases for port in evsite.report(site).ports) == expected["pairs"]


@covers("occupancy-squeeze")
def a_newcomer_raises_a_port(given, expected):
    site = panel(given["limit_per_phase_a"] / 0.8, {"AB": 5, "BC": 2, "CA": 1})
    for when in ("before", "after"):
        occupied = [f"{pair}_{n + 1}.1" for pair, count in given[when].items() for n in range(count)]
        assert by_pair(site, occupied) == {pair: printed(value) for pair, value in expected[when].items()}


@covers("worst-of-a-port")
def the_worst_of_a_port_is_not_the_full_car_park(given, expected):
    (same,) = (case for case in CASES if case["id"] == given["same_as"])
    site = panel(same["inputs"]["panel_a"], same["inputs"]["ports_by_pair"])
    for port, found in guarantees(site).items():
        assert found.exact
        assert found.current_a == pytest.approx(expected[port[:2]], abs=2e-4)
        assert amps(site, occupied=found.witness)[port] == pytest.approx(expected[port[:2]], abs=2e-4)
    least = min(row.worst.current_a for row in evsite.occupancy_table(site))
    assert least == pytest.approx(expected["site_minimum_a"], abs=2e-4)


# --- policies -----------------------------------------------------------------------------------------------------


@covers("proportional-40-10", "fcfs-dc-first", "fcfs-ac-first")
def policies_over_25_kw(given, expected):
    site = dc_and_ac(given["limit_kw"], given["rated_kw"], given["policy"])
    answer = evsite.allocate(site, order=[f"{name}.1" for name in given.get("order", ())])
    assert {share.port[:2]: share.power_kw for share in answer.shares} == {
        name: pytest.approx(expected[name]) for name in ("DC", "AC")
    }
    if "oversubscription" in expected:
        assert evsite.report(site).groups[0].oversubscription.power == pytest.approx(expected["oversubscription"])


@covers("oversubscription-2to1")
def rated_power_over_the_limit(given, expected):
    dc, ac = given["rated_kw"]
    site = dc_and_ac(given["limit_kw"], {"DC": dc, "AC": ac}, "equal")
    assert evsite.report(site).groups[0].oversubscription.power == pytest.approx(expected["ratio"])


# --- the chart ----------------------------------------------------------------------------------------------------

MODELS = {"CT4000": "CT4011", "CPF50": "CPF50", "CP6000": "CP6011B-80A"}


@covers(*(case["id"] for case in CASES if case["id"].startswith("chart-")))
def a_cell_of_the_chart(given, expected):
    station = f'model = "{MODELS[given["model"]]}"'
    site_keys = f'application = "{given["application"]}"'

    def site(ports, volts=208):
        return shared_circuit(given["circuit_a"], ports, station, volts=volts, site=site_keys)

    if "ratio" not in given:
        assert not expected["recommended"]
        found = [finding for finding in evsite.check(site(2)).findings if finding.code == "EV411"]
        assert len(found) == 1
        assert "does not recommend" in found[0].message
        return
    ratio = given["ratio"]
    for volts in (208, 240):
        worst = evsite.report(site(ratio, volts)).groups[0].worst_case
        assert worst.current_a == printed(expected["amps"])
        assert worst.range_mi_per_h == printed(expected[f"rph_{volts}"])
    assert expected["printed_rph"] in {round(expected["rph_208"]), round(expected["rph_240"])}


@pytest.mark.parametrize("application", ["long-term-parking", "overnight-parking", "all-day-parking", "multifamily"])
def test_the_chart_is_kept_at_its_ratio_and_left_with_one_port_more(application):
    for case in CASES:
        given = case["inputs"]
        if case["id"].startswith("chart-") and given["application"] == application and given["model"] == "CP6000":
            found = [
                "EV411"
                in codes(shared_circuit(100, ports, 'model = "CP6011B-80A"', site=f'application = "{application}"'))
                for ports in (given["ratio"], given["ratio"] + 1)
            ]
            assert found == [False, True]


# --- dwell --------------------------------------------------------------------------------------------------------


def stays(rph, hours, miles):
    """Whether range at this rate is enough: five ports share what gives each `rph` at 3 mi/kWh."""
    keys = f'hours_plugged_in = "{hours} h"\nmiles_needed = "{miles} mi"'
    return "EV412" not in codes(shared_circuit(100, 5, site=keys, group=f'limit = "{rph / 3 * 5} kW"'))


@covers("dwell-multifamily")
def a_night_is_enough(given, expected):
    for hours, miles in zip(given["hours"], expected["miles"], strict=True):
        assert stays(given["rph"], hours, given["miles_needed"]) == expected["enough"]
        assert stays(given["rph"], hours, miles)
        assert not stays(given["rph"], hours, miles + 0.01)


@covers("dwell-workplace")
def a_working_day_is_enough(given, expected):
    assert stays(given["rph"], given["hours"], given["miles_needed"]) == expected["enough"]
    assert stays(given["rph"], expected["hours_to_need"], given["miles_needed"])
    assert not stays(given["rph"], expected["hours_to_need"] - 0.001, given["miles_needed"])


# --- disconnects --------------------------------------------------------------------------------------------------


@covers("disconnect")
def a_disconnect_above_60_a_or_150_v(given, expected):
    connection = {120: ("208Y/120", "AB"), 277: ("480Y/277", "A")}
    for edition in (2017, 2020, 2023):
        asked = []
        for case in given["cases"]:
            system, phases = connection[case["to_ground_v"]]
            site = evsite.loads(
                f"[site]\nnec = {edition}\n{service(system)}"
                f'[circuits.C]\npanel = "U"\nbreaker = "{case["rated_a"] * 1.25} A"\nphases = "{phases}"\n'
                f'[stations.S]\nmax_current = "{case["rated_a"]} A"\ncircuits = "C"\n'
            )
            asked.append("EV302" in codes(site))
        assert asked == expected["required"]


@covers("dc-nameplate")
def the_nameplate_of_a_dc_station_decides(given, expected):
    def with_breaker(breaker_a):
        return evsite.loads(
            f"[site]\nnec = 2023\n{service(given['system'])}"
            f'[circuits.C]\npanel = "U"\nbreaker = "{breaker_a} A"\npoles = 3\nphases = "ABC"\n'
            f'[stations.S]\ntype = "dc"\nmax_power = "{given["max_kw"]} kW"\nmax_current = "{given["nameplate_a"]} A"\n'
            'circuits = "C"\n'
        )

    site = with_breaker(given["breaker_a"])
    (error,) = [finding for finding in evsite.check(site).findings if finding.code == "EV101"]
    assert f"1.25 x {given['nameplate_a']} A = {round(expected['required_a'], 1)} A" in error.message
    assert "EV101" not in codes(with_breaker(expected["passing_breaker_a"]))
    assert amps(with_breaker(expected["passing_breaker_a"])) == {"S.1": given["nameplate_a"]}


# --- a real garage ------------------------------------------------------------------------------------------------


def test_in_the_caltech_garage_pods_get_10_a_and_the_others_what_the_primary_lines_leave():
    site = evsite.load(Path(__file__).parent.parent / "examples" / "caltech-garage.toml")
    answer = evsite.allocate(site)
    assert len(answer.shares) == 54
    pods = [share for share in answer.shares if share.port.startswith("Pod")]
    others = [share for share in answer.shares if not share.port.startswith("Pod")]
    assert (len(pods), len(others)) == (16, 38)
    assert {share.current_a for share in pods} == {10.0}
    assert Counter(share.limited_by for share in pods) == {
        by_limit(LimitId("group", pod, leg="A")): 8 for pod in ("Pod1", "Pod2")
    }
    # 26 ports on AB draw 160 A + 10 x, 14 on BC and 14 on CA 14 x each. Over the turns ratio primary line B carries
    # 2 ab + (bc + ca) / 2, and may carry 150 kVA / 208 V: 320 A + 34 x = 721.15 A
    x = (150_000 / 208 - 320) / 34
    assert x == pytest.approx(11.7986, abs=1e-4)
    assert {share.port: share.current_a for share in others} == {share.port: pytest.approx(x) for share in others}
    assert {share.limited_by for share in others} == {by_limit(LimitId("transformer", "T1", "primary", "B"))}
