"""Continuous load, where it is known by hand: phasors, setpoints, other load, transformers."""

from __future__ import annotations

import math

import pytest
from snippets import circuit, group, site, stations

from evsite.analysis.site_analysis import SiteAnalysis
from evsite.rules import check, find_rule
from evsite.sitefile.loading import loads

TWENTY = circuit(breaker="100 A", more="count = 20") + stations("80 A", more="count = 20\ndisconnect = true")


def codes(toml: str) -> list[str]:
    return [finding.code for finding in check(loads(toml)).findings if finding.severity != "info"]


def one(toml: str, code: str):
    (finding,) = [finding for finding in check(loads(toml)).findings if finding.code == code]
    return finding


def test_four_ports_of_32_a_add_as_phasors():
    """Published: 32 A on AB, BC, CA, AB give 84.7 / 84.7 / 55.4 A."""
    parts = [circuit(f"C{n}", "40 A", f'phases = "{pair}"') for n, pair in enumerate(["AB", "BC", "CA", "AB"])]
    text = site("".join(parts) + stations("32 A", 'circuits = ["C0", "C1", "C2", "C3"]', "count = 4"))
    load = SiteAnalysis(loads(text)).managed("EV1")
    assert [load.line_a(leg) for leg in "ABC"] == pytest.approx([84.664, 84.664, 55.426], abs=1e-3)


def test_a_setpoint_of_320_a_passes_exactly_on_400_a():
    assert codes(site(TWENTY + group("EV1", 'on = "EV1"\nlimit = "320 A"'))) == []


def test_a_setpoint_a_hair_above_does_not():
    finding = one(site(TWENTY + group("EV1", 'on = "EV1"\nlimit = "320.1 A"')), "EV401")
    assert 'limit = "320 A"' in finding.remedy
    assert finding.path == ("groups", "EV1", "limit")


def test_a_setpoint_further_up_keeps_a_branch_whole_and_is_named():
    text = site(
        circuit(breaker="100 A")
        + stations("80 A", 'circuit = "C"', "count = 4\ndisconnect = true")
        + group("EV1", 'on = "EV1"\nlimit = "{}"')
    )
    held = one(text.replace("{}", "80 A"), "EV403")
    assert held.path == ("circuits", "C", "breaker")
    assert held.severity == "info"
    assert held.message.startswith(
        "Branch circuit C: only group EV1 further up limits it, to 80 A, of the 80 A that the 100 A "
    )
    over = one(text.replace("{}", "80.1 A"), "EV403")
    assert over.severity == "error"
    assert "without load management, 1.25 x 80.1 A" in over.message


def test_a_setpoint_further_down_counts_upstream():
    text = site(
        "".join(circuit(f"C{n}", "100 A", 'phases = "AB"') for n in range(4))
        + "".join(
            f'[stations.S{n}]\nmax_current = "80 A"\ncount = 4\ndisconnect = true\ncircuit = "C{n}"\n\n'
            for n in range(4)
        )
        + "".join(group(f"G{n}", f'on = "C{n}"\nlimit = "80 A"') for n in range(4))
    )
    assert codes(text) == []
    assert SiteAnalysis(loads(text)).managed("EV1").line_a("A") == pytest.approx(320)


def test_non_continuous_load_counts_once():
    """100 A carries 40 A non-continuous and 48 A continuous: 40 + 1.25 x 48 = 100."""
    base = circuit(breaker="100 A") + stations("48 A", 'circuit = "C"')
    load = '[loads.L]\non = "C"\ncurrent = "{} A"\ncontinuous = false\n'
    assert "EV101" not in codes(site(base + load.format(40)))
    assert "EV101" in codes(site(base + load.format(40.1)))


def test_one_mistake_is_one_finding():
    """A panel that its ports overload also overloads the service; the panel's finding says so."""
    findings = [finding for finding in check(loads(site(TWENTY))).findings if finding.severity == "error"]
    assert [finding.code for finding in findings] == ["EV403"]
    assert findings[0].notes[-1] == "U can be overloaded too until this is put right"
    assert "at most 6 ports" in findings[0].remedy
    assert "a group on EV1 of at most 320 A" in findings[0].remedy


def test_a_family_is_one_finding():
    text = site(circuit(breaker="90 A", more="count = 3") + stations("80 A", more="count = 3\ndisconnect = true"))
    finding = one(text, "EV101")
    assert finding.message.startswith("Branch circuits C1 to C3: ")
    assert "a 100 A breaker" in finding.remedy


def test_a_limit_in_kw_may_all_be_on_one_pair():
    text = site(
        circuit(breaker="100 A", more='count = 6\nphases = "AB"')
        + stations("80 A", more="count = 6\ndisconnect = true")
        + group("EV1", 'on = "EV1"\nlimit = "{} kW"')
    )
    assert "EV401" not in codes(text.format(66.56))
    assert "EV401" in codes(text.format(66.57))


def test_the_primary_of_a_delta_wye_transformer_carries_differences():
    text = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "400 A"
system = "480Y/277"
[panels.H]
fed_from = "U"
main = "400 A"
bus = "400 A"
[supplies.T]
kind = "transformer"
rating = "150 kVA"
system = "208Y/120"
primary = "480 delta"
fed_from = "H"
[panels.P]
fed_from = "T"
main = "400 A"
bus = "400 A"
[circuits.C]
panel = "P"
breaker = "100 A"
phases = "CA"
[stations.S]
max_current = "80 A"
circuits = "C"
disconnect = true
"""
    load = SiteAnalysis(loads(text)).managed("H")
    ratio = 480 / (208 / math.sqrt(3))
    assert load.line_a("C") == pytest.approx(2 * 80 / ratio)
    assert load.line_a("A") == pytest.approx(80 / ratio)
    assert load.line_a("B") == pytest.approx(80 / ratio)


@pytest.mark.parametrize(("nec", "codes_wanted"), [(2017, {"EV302"}), (2023, set())])
def test_a_setting_lowers_the_rating_from_2023_on(nec, codes_wanted):
    text = site(
        circuit(breaker="60 A") + '[stations.S]\nmodel = "cp6011b-80a"\ncircuits = "C"\nsetting = "48 A"\n', nec=nec
    )
    assert {code for code in codes(text) if code == "EV302"} == codes_wanted


def test_277_volts_to_ground_need_a_disconnect_at_any_current():
    text = site(
        circuit(breaker="20 A", more='phases = "AN"') + stations("16 A", more="disconnect = false"),
        system="480Y/277",
    )
    finding = one(text, "EV302")
    assert finding.severity == "error"
    assert "277 V to ground" in finding.message


def test_rules_are_found_by_code_and_by_name():
    assert find_rule("ev101").name == "branch-continuous-load"
    assert find_rule("branch-continuous-load").code == "EV101"
    assert find_rule("EV999") is None


def test_a_window_above_the_fixed_limit_counts():
    text = site(circuit(breaker="100 A", more="count = 12") + stations("80 A", more="count = 12"))
    text += '[groups.EV1]\non = "EV1"\nlimit = "200 A"\n'
    assert "EV401" not in {finding.code for finding in check(loads(text)).findings}
    text += '[[groups.EV1.schedule]]\ndays = "Sat-Sun"\nlimit = "350 A"\n'
    assert "EV401" in {finding.code for finding in check(loads(text)).findings}


DC_NAMEPLATE = """
[site]
nec = 2023

[supplies.U]
kind = "service"
rating = "400 A"
system = "480Y/277"

[panels.P]
fed_from = "U"
main = "400 A"
bus = "400 A"

[circuits.C]
panel = "P"
breaker = "{}"
poles = 3

[stations.S]
ports = 1
max_power = "80 kW"
max_current = "107 A"
type = "dc"
circuits = "C"
"""


def test_a_dc_station_asks_for_125_percent_of_its_nameplate():
    """Published value: 107 A x 1.25 = 133.75 A, which needs a 150 A breaker."""
    finding = one(DC_NAMEPLATE.format("125 A"), "EV101")
    assert finding.severity == "error"
    assert "1.25 x 107 A = 133.8 A, above the 125 A breaker" in finding.message
    assert "a 150 A breaker" in finding.remedy
    assert "EV101" not in codes(DC_NAMEPLATE.format("150 A"))
