"""Named profiles: floors at the port's own voltage, errors only where the number was read in a source."""

from __future__ import annotations

import tomllib

import pytest
from snippets import circuit, group, shared, site, stations

from evsite.codebook.profiles import profiles
from evsite.rules import check
from evsite.sitefile.edits import apply_edits
from evsite.sitefile.loading import loads

LOCAL = [f"EV50{number}" for number in range(1, 10)]


def found(toml: str, *codes: str):
    return [finding for finding in check(loads(toml)).findings if finding.code in (codes or LOCAL)]


def test_every_profile_of_the_reference_is_there_with_a_source():
    assert set(profiles()) == {
        "none",
        *("calgreen-2019", "calgreen-2022-nonres", "calgreen-2022-mf", "calgreen-2025-mf", "menlo-park"),
        *("san-leandro", "redwood-city", "nyc-ll55-2024", "ny-state", "washington", "seattle", "oregon"),
        *("colorado-crs", "denver-2022", "denver-2025", "iecc-2024-cg", "new-mexico", "maryland", "massachusetts"),
        *("bc-typical", "new-westminster", "burnaby-nonres", "canada-ce-code"),
        *("north-vancouver", "toronto-tgs-v4", "laval", "portland", "new-jersey", "illinois", "honolulu", "chicago"),
    }
    for profile in profiles().values():
        assert profile.source
        assert profile.title
        assert profile.asks.endswith(".")
        assert profile.mark in {"seen", "from knowledge", "bill"}
        assert profile.effective or profile.asks_nothing


@pytest.mark.parametrize(
    ("name", "key", "value", "seen"),
    [
        ("menlo-park", "min_power_kva", 3.3, True),
        ("nyc-ll55-2024", "min_capacity_kw", 3.1, True),
        ("nyc-ll55-2024", "min_power_kw", None, True),
        ("redwood-city", "min_circuit_a", 40, True),
        ("redwood-city", "single_vehicle_min_current_a", 30, True),
        ("seattle", "min_circuit_a", 40, True),
        ("north-vancouver", "min_energy_kwh", 12, True),
        ("north-vancouver", "hours", 8, True),
        ("laval", "min_circuit_a", 40, True),
        ("new-jersey", "min_circuit_a", 40, True),
        ("calgreen-2022-nonres", "min_power_kw", 3.3, False),
        ("calgreen-2022-nonres", "single_vehicle_min_current_a", 30, False),
        ("denver-2022", "min_power_kva", 3.3, False),
        ("iecc-2024-cg", "min_power_kva", 3.3, False),
        ("bc-typical", "min_energy_kwh", 12, True),
        ("bc-typical", "hours", 8, True),
        ("calgreen-2022-mf", "min_circuit_a", 20, True),
        ("oregon", "min_circuit_a", 40, True),
        ("colorado-crs", "min_circuit_a", 40, True),
        ("washington", "min_circuit_a", 40, True),
        ("maryland", "min_circuit_a", 40, True),
        ("ny-state", "min_circuit_a", 20, False),
        ("new-westminster", "exempt_spaces_percent", 10, True),
    ],
)
def test_numbers_of_profiles(name, key, value, seen):
    assert getattr(profiles()[name], key) == value
    assert profiles()[name].seen is seen


@pytest.mark.parametrize("profile", [name for name, each in profiles().items() if not each.asks_nothing])
def test_no_profile_passes_in_silence(profile):
    """A profile either has a number that a site can miss, or says what it does not check."""
    tight = site(
        circuit(breaker="15 A")
        + stations("12 A", 'circuit = "C"', "count = 2")
        + group("C", 'on = "C"\nlimit = "12 A"'),
        site_keys=f'profile = "{profile}"',
    )
    assert found(tight)


def test_that_there_is_no_local_minimum_is_said_by_a_profile():
    undeclared = site(
        circuit(breaker="15 A")
        + stations("12 A", 'circuit = "C"', "count = 2")
        + group("C", 'on = "C"\nlimit = "12 A"')
    )
    (reported,) = found(undeclared, "EV407")
    assert reported.status == "not checked"
    for keys in ('profile = "none"', 'profile = "seattle"', 'min_power = "1 kW"'):
        declared = undeclared.replace("nec = 2023", f"nec = 2023\n{keys}")
        assert [each for each in found(declared, "EV407") if each.status == "not checked"] == []
    assert found(undeclared.replace("nec = 2023", 'nec = 2023\nprofile = "none"')) == []
    # nobody shares power: no minimum of shared charging to look up
    assert found(undeclared.partition("[groups")[0], "EV407") == []


@pytest.mark.parametrize("profile", profiles())
def test_only_numbers_in_kw_that_were_read_are_errors(profile):
    tight = shared(13, site_keys=f'profile = "{profile}"')
    errors = [finding for finding in found(tight) if finding.severity == "error"]
    assert bool(errors) is (profile == "menlo-park")
    for finding in found(tight):
        if not profiles()[profile].seen and finding.severity == "warning":
            assert any("verify the adopted text" in note for note in finding.notes)


@pytest.mark.parametrize(("system", "ports"), [("208Y/120", 5), ("240/120", 5), ("240 delta", 5)])
def test_a_floor_in_kw_is_judged_at_the_voltage_of_the_port(system, ports):
    """3.3 kW is 15.87 A at 208 V and 13.75 A at 240 V: 80 A feed 5 ports at both."""
    keys = 'profile = "menlo-park"'
    assert not found(shared(ports, site_keys=keys, system=system), "EV502")
    assert found(shared(ports + 1, site_keys=keys, system=system), "EV502")


@pytest.mark.parametrize(
    ("system", "limit", "passes"),
    [
        ("208Y/120", "79.3 A", False),
        ("208Y/120", "79.4 A", True),
        ("240/120", "68.7 A", False),
        ("240/120", "68.8 A", True),
    ],
)
def test_the_least_limit_for_five_ports_of_3_3_kw(system, limit, passes):
    text = shared(5, limit, site_keys='profile = "menlo-park"', system=system)
    assert bool(found(text, "EV502")) is not passes


def test_first_come_first_served_promises_nothing():
    text = shared(5, policy="fcfs", site_keys='profile = "menlo-park"')
    (finding,) = found(text, "EV502")
    assert "5 ports are sure of 0 A (0 kW at 208 V)" in finding.message
    assert finding.remedy.startswith('policy = "equal"')


def test_a_port_in_no_group_is_judged_too():
    text = site(circuit(breaker="20 A") + stations("12 A"), site_keys='profile = "menlo-park"')
    (finding,) = found(text, "EV502")
    assert finding.message.startswith("S: with everything in use 1 port is sure of 12 A")
    assert finding.remedy == "ports of at least 15.9 A"
    assert finding.path == ("stations", "S")


def test_the_lowest_limit_of_a_schedule_counts_but_not_a_window_of_zero():
    window = '[[groups.C.schedule]]\nfrom = "20:00"\nlimit = "{}"\n'
    text = shared(5, site_keys='profile = "menlo-park"')
    assert not found(text + window.format("0 A"), "EV502")
    (finding,) = found(text + window.format("60 A"), "EV502")
    assert "sure of 12 A" in finding.message
    assert "limits of at least 79.4 A at every hour of its schedule" in finding.remedy


def own(keys: str, name: str = "here", ports: int = 5) -> str:
    return shared(ports, site_keys=f'profile = "{name}"') + f"[profiles.{name}]\n{keys}\n"


def test_an_own_profile_names_its_source():
    (finding,) = found(own('min_power = "4 kVA"\nsource = "Ordinance 12"'), "EV502")
    assert finding.source == "Ordinance 12"
    assert finding.severity == "error"
    assert "here asks for 4 kVA (19.2 A)" in finding.message


def test_an_own_profile_adds_to_the_named_one():
    text = own('min_power = "1 kW"\nmin_circuit = "40 A"', "calgreen-2022-nonres")
    profile = loads(text).profiles["calgreen-2022-nonres"]
    assert (profile.min_power_kw, profile.min_circuit_a, profile.single_vehicle_min_current_a) == (1, 40, 30)
    assert profile.seen


def test_energy_without_hours_is_not_checked():
    (finding,) = found(own('min_energy = "12 kWh"'), "EV504")
    assert finding.message == "not checked: the 12 kWh of here needs hours in [profiles.here]"
    assert finding.severity == "info"


def test_a_profile_that_asks_for_nothing_says_so():
    (finding,) = found(own('source = "?"'))
    assert finding.message == "not checked: here: it asks for nothing that can be tested"


def test_profiles_that_nobody_names_are_not_judged():
    assert not found(shared(13) + '[profiles.here]\nmin_power = "5 kW"\n')


def test_an_unknown_profile_does_not_hide_the_others():
    text = shared(13, site_keys='profile = ["nowhere-at-all", "menlo-park"]')
    assert [finding.code for finding in found(text)] == ["EV501", "EV508", "EV502"]
    assert "`evsite rules --profiles`" in found(text, "EV501")[0].remedy


@pytest.mark.parametrize(
    ("keys", "code", "words"),
    [
        ('min_circuit = "101 A"', "EV506", "a 101 A breaker"),
        ('min_power = "3.3 kW"', "EV502", "at most 5 ports"),
        ('min_energy = "26.4 kWh"\nhours = "8 h"', "EV504", "at most 5 ports"),
        ('min_current = "16 A"', "EV503", "at most 5 ports"),
    ],
)
def test_the_remedy_makes_it_go_away(keys, code, words):
    text = own(keys, ports=6)
    (finding,) = found(text, code)
    assert words in finding.remedy
    assert not found(apply_edits(text, finding.fix.edits[0]), code)


def test_the_file_of_profiles_is_plain_toml(project):
    tables = tomllib.loads((project / "src/evsite/data/profiles.toml").read_text(encoding="utf-8"))
    assert list(tables) == list(profiles())


@pytest.mark.parametrize(
    ("breaker", "ports", "profile", "reported"),
    [
        # 100 A x 208 V = 20.8 kW for 6 spaces: 3.47 kW each
        ("100 A", 6, 'profile = "nyc-ll55-2024"', ""),
        ("100 A", 7, 'profile = "nyc-ll55-2024"', "100 A x 208 V = 20.8 kW to 7 spaces, 2.97 kW for each"),
        ("15 A", 1, 'profile = "nyc-ll55-2024"', ""),
    ],
)
def test_capacity_is_what_the_wiring_carries(breaker, ports, profile, reported):
    toml = site(circuit(breaker=breaker) + stations("12 A", 'circuit = "C"', f"count = {ports}"), site_keys=profile)
    findings = found(toml, "EV509")
    assert [reported in finding.message for finding in findings] == ([True] if reported else [])
    assert not found(toml, "EV502")
    for finding in findings:
        assert finding.severity == "warning"
        assert "whatever a port gives" in finding.message
        assert "port-power" not in finding.message


@pytest.mark.parametrize("limit", ["12 A", "80 A"])
def test_no_setpoint_changes_a_capacity(limit):
    text = shared(6, limit, site_keys='profile = "nyc-ll55-2024"')
    assert not found(text, "EV509", "EV502")


def test_capacity_and_power_are_two_keys_of_an_own_profile():
    power, capacity = own('min_power = "4 kW"'), own('min_capacity = "4.2 kW"')
    assert [finding.code for finding in found(power, "EV502", "EV509")] == ["EV502"]
    (finding,) = found(capacity, "EV502", "EV509")
    assert (finding.code, finding.severity) == ("EV509", "error")
    assert not found(own('min_capacity = "4.1 kW"'), "EV509")


def test_a_bill_is_reported_as_one_and_is_no_error():
    text = site(circuit(breaker="15 A") + stations("12 A"), site_keys='profile = "ny-state"')
    (finding,) = found(text, "EV506")
    assert finding.severity == "warning"
    assert finding.notes == ("ny-state is a bill, which is not shown to be law: verify the adopted text",)


@pytest.mark.parametrize("profile", [name for name, each in profiles().items() if not each.asks_nothing])
def test_findings_say_the_text_that_was_adopted(profile):
    tight = site(
        circuit(breaker="15 A")
        + stations("12 A", 'circuit = "C"', "count = 2")
        + group("C", 'on = "C"\nlimit = "12 A"'),
        site_keys=f'profile = "{profile}"',
    )
    for finding in found(tight):
        if finding.code != "EV501":
            assert finding.source.endswith(f"({profiles()[profile].effective})")
