"""What the examples of the rules leave open: rarer sites, and cases that a rule has nothing to say about."""

from __future__ import annotations

import pytest
from snippets import circuit, group, shared, site, stations

from evsite.analysis.exceeded import exceeded
from evsite.analysis.site_analysis import SiteAnalysis
from evsite.model.finding import Severity, SiteFileError
from evsite.network.worst_case_load import most_on_limits
from evsite.rules import CheckResult, check
from evsite.sitefile.edits import apply_edits
from evsite.sitefile.loading import loads


def found(toml: str, code: str):
    return [finding for finding in check(loads(toml)).findings if finding.code == code]


def one(toml: str, code: str):
    (finding,) = found(toml, code)
    return finding


def test_the_gravest_severity_of_a_result():
    assert CheckResult(()).worst() is None
    assert check(loads(shared(14, "5 A"))).worst() is Severity.ERROR
    assert CheckResult(tuple(found(shared(11), "EV406"))).worst() is Severity.WARNING


# --- services and transformers in the other unit ---


def test_a_service_in_kva_is_judged_like_one_in_amperes():
    """300 kVA at 208Y/120 are 832.7 A on every line: 666 A continuous."""
    text = site(circuit() + stations() + '[loads.Hall]\non = "U"\ncurrent = "{} A"\n', rating="300 kVA")
    assert not found(text.format(634), "EV103")
    assert "above the 832.7 A service" in one(text.format(640), "EV103").message


def _transformer(rating: str, limit: str, more: str = "", keys: str = "") -> str:
    return (
        f'[site]\nnec = 2023\n{keys}\n[supplies.T]\nkind = "transformer"\nrating = "{rating}"\nsystem = "208Y/120"\n\n'
        '[panels.EV1]\nfed_from = "T"\nmain = "800 A"\nbus = "800 A"\n\n'
        + circuit(breaker="100 A", more="count = 6")
        + stations("80 A", more="count = 6\ndisconnect = true")
        + group("T", f'on = "T"\nlimit = "{limit}"')
        + more
    )


LOAD = '[loads.HVAC]\non = "T"\npower = "30 kVA"\n'


@pytest.mark.parametrize(
    ("rating", "limit", "more", "keys", "most"),
    [
        ("75 kVA", "208.1 A", "", "", None),
        ("75 kVA", "209 A", "", "", "208.1 A"),
        ("208.2 A", "209 A", "", "", "208.2 A"),
        ("75 kVA", "75 kW", "", "", None),
        ("75 kVA", "75.1 kW", "", "", "75 kW"),
        ("75 kVA", "45 kW", LOAD, "", None),
        ("75 kVA", "46 kW", LOAD, "", "45 kW"),
        ("75 kVA", "124.9 A", LOAD, "", "124.9 A"),
        ("75 kVA", "75 kW", LOAD, "site_meter = true", None),
        ("75 kVA", "208.1 A", LOAD, "site_meter = true", None),
        ("20 kVA", "10 kW", LOAD, "", "0 kW"),
    ],
)
def test_a_group_on_a_transformer_stays_within_what_it_has_left(rating, limit, more, keys, most):
    findings = found(_transformer(rating, limit, more, keys), "EV401")
    if most is None or most == limit:
        assert not findings
    else:
        (finding,) = findings
        assert finding.severity == "warning"
        assert finding.remedy == ("less other load, or a larger transformer" if most == "0 kW" else f'limit = "{most}"')
        assert "engineering" in finding.source


def test_there_is_no_larger_transformer_than_the_largest():
    text = _transformer("2500 kVA", "400 A", '[loads.HVAC]\non = "T"\npower = "2600 kVA"\n')
    assert one(text, "EV105").remedy == ""


# --- site meters ---

METERED = site(
    circuit(breaker="100 A", more="count = 20")
    + stations("80 A", more="count = 20\ndisconnect = true")
    + group("EV1", 'on = "EV1"\nlimit = "{} A"\nsite_meter = {}')
    + '[loads.HVAC]\non = "EV1"\ncurrent = "100 A"\n'
)


@pytest.mark.parametrize(
    ("limit", "meter", "severities"),
    [
        (320, "true", []),
        (320, "false", ["error"]),
        (321, "true", ["error"]),
        (220, "false", []),
        (221, "false", ["error"]),
    ],
)
def test_a_metered_limit_holds_the_other_load_too(limit, meter, severities):
    assert [finding.severity for finding in found(METERED.format(limit, meter), "EV401")] == severities


def test_a_metered_limit_above_what_is_left_is_reported_before_it_can_be_reached():
    text = METERED.replace("count = 20", "count = 2")
    assert not found(text.format(320, "true"), "EV401")
    assert one(text.format(330, "true"), "EV401").severity == "warning"
    assert one(text.format(330, "true"), "EV401").remedy == 'limit = "320 A"'
    assert one(text.format(230, "false"), "EV401").remedy == 'limit = "220 A"'


def test_a_metered_limit_in_kw_holds_the_other_load_too():
    """115.2 kVA are 320 A on every line; 100 A of them are the other load's 36 kVA."""
    text = METERED.replace("{} A", "{} kW").replace("count = 20", 'count = 20\nphases = "AB"', 1)
    assert not found(text.format(80, "true"), "EV401")
    assert one(text.format(80, "false"), "EV401").severity == "error"


# --- setpoints of nested groups ---


def nested(inner: str, outer: str) -> str:
    return site(
        circuit(breaker="100 A", more="count = 4")
        + stations("80 A", more="count = 4\ndisconnect = true")
        + group("Outer", outer)
        + group("Inner", inner)
    )


@pytest.mark.parametrize(
    ("inner", "outer", "remedy"),
    [
        ('on = "C1"\nlimit = "9 kW"', 'on = "EV1"\nlimit = "8 kW"', 'limit = "8 kW", or less'),
        ('on = "C1"\nlimit = "8 kW"', 'on = "EV1"\nlimit = "8 kW"', None),
        ('on = "C1"\nlimit = "80 A"', 'on = "EV1"\nlimit = "8 kW"', None),
        ('on = "EV1"\nlimit = "90 A"', 'on = "U"\nlimit = "80 A"', 'limit = "80 A", or less'),
        ('on = "U"\nlimit = "80 A"', 'on = "EV1"\nlimit = "90 A"', 'limit = "80 A", or less'),
        ('members = "S"\nlimit = "90 A"', 'on = "EV1"\nlimit = "80 A"', None),
        ('members = ["S1", "S2"]\nlimit = "90 A"', 'members = ["S2", "S3"]\nlimit = "80 A"', None),
    ],
)
def test_nested_limits_nest(inner, outer, remedy):
    findings = found(nested(inner, outer), "EV402")
    assert [finding.remedy for finding in findings] == ([] if remedy is None else [remedy])


def test_amperes_on_two_sides_of_a_transformer_are_not_compared():
    text = (
        '[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "400 A"\nsystem = "480Y/277"\n'
        '[panels.H]\nfed_from = "U"\nmain = "400 A"\nbus = "400 A"\n'
        '[supplies.T]\nkind = "transformer"\nrating = "75 kVA"\nsystem = "208Y/120"\nfed_from = "H"\n'
        '[panels.EV1]\nfed_from = "T"\nmain = "225 A"\nbus = "225 A"\n'
        + circuit(breaker="100 A")
        + stations("80 A")
        + group("Low", 'on = "EV1"\nlimit = "70 A"')
        + group("High", 'on = "H"\nlimit = "60 A"')
    )
    assert not found(text, "EV402")


def test_a_group_that_is_listed_twice_is_taken_as_it_is():
    analysis = SiteAnalysis(
        loads(nested('members = ["S1", "S2"]\nlimit = "90 A"', 'members = ["S3.1"]\nlimit = "80 A"'))
    )
    assert analysis.anchor == {"Outer": "C3", "Inner": "EV1"}
    assert analysis.managed("EV1").power_kva == pytest.approx(
        analysis.managed_of("EV1", frozenset(analysis.site.ports)).power_kva
    )


def test_ports_on_no_circuit_meet_nowhere():
    text = site(circuit() + stations()) + (
        '[stations.W]\nmax_current = "32 A"\nvoltage = "208 V"\ncount = 2\n'
        + group("W", 'members = ["W1", "W2"]\nlimit = "6 kW"')
    )
    analysis = SiteAnalysis(loads(text))
    assert analysis.anchor["W"] is None
    assert analysis.guaranteed_a["W1.1"] == pytest.approx(6 / 2 / 0.208)
    assert analysis.alone_a["W1.1"] == pytest.approx(6 / 0.208)


# --- branch circuits and stations ---


def test_level_1_outlets_may_share_a_branch_circuit_from_2023_on():
    text = site(circuit(breaker="20 A", more='phases = "AN"') + stations("8 A", 'circuit = "C"', "count = 2"), nec=2023)
    assert not found(text, "EV301")
    assert not found(text.replace('"8 A"', '"16 A"'), "EV301")
    assert found(text.replace("nec = 2023", "nec = 2020"), "EV301")
    assert found(text.replace('"8 A"', '"16.1 A"'), "EV301")
    assert found(text.replace('phases = "AN"', 'phases = "AB"'), "EV301")


def test_a_load_beyond_the_largest_standard_breaker_has_no_size_to_name():
    text = site(circuit(breaker="6000 A") + stations("5000 A"), rating="9000 A")
    assert "breaker" not in one(text, "EV101").remedy
    assert not found(text, "EV112")
    text = site(circuit(breaker="9000 A") + stations("4800 A"), rating="9000 A")
    assert not found(text, "EV112")


def test_main_lugs_are_protected_from_further_up():
    text = (
        '[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "{}"\nsystem = "208Y/120"\n'
        '[panels.A]\nfed_from = "U"\nbus = "800 A"\n[panels.B]\nfed_from = "A"\nbus = "400 A"\nfeeder.tap = true\n'
        '[panels.D]\nfed_from = "A"\nmain = "400 A"\nbus = "400 A"\n[panels.EV1]\nfed_from = "D"\n'
        'bus = "225 A"\nfeeder.tap = true\n' + circuit() + stations()
    )
    messages = [finding.message for finding in found(text.replace("{}", "800 A"), "EV108")]
    assert messages == [
        "B: its 400 A bus is protected by the service U of 800 A",
        "EV1: its 225 A bus is protected by the main of D of 400 A",
    ]
    assert [finding.message[0] for finding in found(text.replace("{}", "400 A"), "EV108")] == ["E"]


_UNKNOWN = "not checked: whether the devices of EV1 can interrupt a fault needs {} in [panels.EV1]"
_TOO_MUCH = "EV1: 30 kA available, its devices interrupt 22 kA"


@pytest.mark.parametrize(
    ("supply", "above", "panel", "messages"),
    [
        ("", "", 'interrupting = "10 kA"', [_UNKNOWN.format("available_fault")]),
        ("", "", 'available_fault = "10 kA"', [_UNKNOWN.format("interrupting")]),
        ('available_fault = "30 kA"', "", 'interrupting = "22 kA"', [_TOO_MUCH]),
        ('available_fault = "30 kA"', 'available_fault = "20 kA"', 'interrupting = "22 kA"', []),
        ('available_fault = "20 kA"', 'available_fault = "30 kA"', 'interrupting = "22 kA"', [_TOO_MUCH]),
        ('available_fault = "30 kA"', "", 'available_fault = "9 kA"\ninterrupting = "10 kA"', []),
        ('available_fault = "22 kA"', "", 'interrupting = "22 kA"', []),
        ("", "", "", []),
    ],
)
def test_fault_current_is_that_of_the_nearest_place_upstream(supply, above, panel, messages):
    text = (
        f'[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "400 A"\nsystem = "208Y/120"\n{supply}\n'
        f'[panels.A]\nfed_from = "U"\nmain = "400 A"\nbus = "400 A"\ninterrupting = "65 kA"\n{above}\n'
        f'[panels.EV1]\nfed_from = "A"\nmain = "225 A"\nbus = "225 A"\n{panel}\n' + circuit() + stations()
    )
    assert [finding.message for finding in found(text, "EV116") if "EV1" in finding.message] == messages


def faulty(fault: str) -> str:
    keys = f'bus = "400 A"\ninterrupting = "5 kA"\navailable_fault = "{fault} kA"'
    return site(circuit() + stations()).replace('bus = "400 A"', keys)


@pytest.mark.parametrize(
    ("fault", "rating"),
    [("9", 10), ("10.1", 14), ("14.1", 22), ("22.1", 42), ("42.1", 65), ("65.1", 100), ("100.1", 200), ("200", 200)],
)
def test_interrupting_ratings_come_in_steps(fault, rating):
    assert one(faulty(fault), "EV116").remedy == f'interrupting = "{rating} kA"'


def test_beyond_the_last_step_only_a_study_helps():
    assert one(faulty("201"), "EV116").remedy == "a study of the fault current"


BEHIND = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "400 A"
system = "480Y/277"
available_fault = "65 kA"
[supplies.T]
kind = "transformer"
rating = "{rating}"
system = "{system}"
{winding}
fed_from = "U"
{supply}
[panels.A]
fed_from = "T"
main = "225 A"
bus = "225 A"
interrupting = "200 kA"
[panels.EV1]
fed_from = "A"
main = "225 A"
bus = "225 A"
interrupting = "{interrupting} A"
"""


@pytest.mark.parametrize(
    ("rating", "system", "winding", "most_a"),
    [
        # published: 75 kVA at 208Y/120 is 208.2 A; at 4 % an infinite bus gives 5.2 kA
        ("75 kVA", "208Y/120", "", 75_000 / (3**0.5 * 208) / 0.04),
        ("208.2 A", "208Y/120", "", 208.2 / 0.04),
        ("75 kVA", "240 delta", "", 75_000 / (3**0.5 * 240) / 0.04),
        # from a line to the middle of a winding 1.5 times what flows across the winding
        ("50 kVA", "240/120", 'phases = "AB"', 1.5 * 50_000 / 240 / 0.04),
        ("75 kVA", "240/120 high-leg delta", "", 1.5 * 75_000 / (3**0.5 * 240) / 0.04),
    ],
)
def test_the_impedance_of_a_transformer_bounds_the_fault_current_behind_it(rating, system, winding, most_a):
    keys = {"rating": rating, "system": system, "winding": winding, "supply": 'impedance = "4 %"'}
    assert not found(BEHIND.format(**keys, interrupting=most_a * 1.001), "EV116")
    finding = one(BEHIND.format(**keys, interrupting=round(most_a * 0.999)), "EV116")
    assert finding.severity == "warning", "a bound shows no violation"
    assert finding.path == ("panels", "EV1", "interrupting")
    assert f"EV1: up to {most_a / 1000:.1f}".rstrip("0").rstrip(".") in finding.message
    assert "4 %, infinite bus)" in finding.message


def test_a_fault_current_that_is_given_comes_before_a_bound():
    keys = {"rating": "75 kVA", "system": "208Y/120", "winding": ""}
    both = BEHIND.format(**keys, supply='impedance = "4 %"\navailable_fault = "{} A"', interrupting=4000)
    assert not found(both.replace("{}", "3900"), "EV116")
    assert one(both.replace("{}", "4100"), "EV116").severity == "error"


def test_beyond_a_transformer_of_unknown_impedance_the_fault_current_is_not_known():
    text = BEHIND.format(rating="75 kVA", system="208Y/120", winding="", supply="", interrupting=4000)
    assert {finding.status for finding in found(text, "EV116")} == {"not checked"}


def test_a_service_has_no_impedance():
    with pytest.raises(SiteFileError) as caught:
        loads(site(circuit() + stations()).replace('kind = "service"', 'kind = "service"\nimpedance = "4 %"'))
    (finding,) = caught.value.findings
    assert finding.path == ("supplies", "U", "impedance")
    assert "comes from the utility, but has 'impedance'" in finding.message


@pytest.mark.parametrize(
    ("mains_a", "keys", "side"),
    [
        ([], "", "primary"),
        ([225], "", None),
        ([300], "", None),
        ([350], "", "secondary"),
        ([350], 'secondary_breaker = "300 A"', None),
        ([100, 100], "", "primary"),
        ([350, 350], 'secondary_breaker = "300 A"', None),
    ],
)
def test_the_main_of_the_one_panel_on_a_transformer_is_its_secondary_device(mains_a, keys, side):
    """90.2 A at 480 V: 125 A at most alone, 225 A with a device on the secondary, where 300 A are the most."""
    text = (
        '[site]\nnec = 2023\n[supplies.T]\nkind = "transformer"\nrating = "75 kVA"\nsystem = "208Y/120"\n'
        f'primary = "480 delta"\nprimary_breaker = "225 A"\n{keys}\n'
    )
    for number, main_a in enumerate(mains_a):
        text += f'[panels.P{number}]\nfed_from = "T"\nmain = "{main_a} A"\nbus = "400 A"\n'
    assert [finding.path[-1] for finding in found(text, "EV114")] == ([f"{side}_breaker"] if side else [])


# --- metered load ---


def metered(keys: str, rating: str = "3000 A", system: str = "208Y/120") -> str:
    return site(
        circuit(breaker="100 A", more="count = 2") + stations("80 A", more="count = 2"), rating=rating, system=system
    ) + (f"[supplies.U.metered]\n{keys}\n")


@pytest.mark.parametrize(
    ("keys", "severities"),
    [
        ('peak = "700 kVA"', ["info"]),
        ('peak = "700 kVA"\ndays = 29', ["error"]),
        ('peak = "700 kVA"\ndays = 30', ["warning"]),
        ('peak = "700 kVA"\ndays = 364', ["warning"]),
        ('peak = "700 kVA"\ndays = 364\npeak_shaving = true', ["error"]),
        ('peak = "700 kVA"\ndays = 364\ngeneration = true', ["error"]),
        ('peak = "700 kVA"\ndays = 365', []),
        ('peak = "700 kVA"\ndays = 365\ngeneration = true', []),
        # 80 A on AB and on CA are 138.6 A on line A: 1.25 x 2,289.1 A and that are 3,000 A; 1.25 x (2,261.4 A and that)
        ('peak = "2289 A"\ndays = 365', ["warning"]),
        ('peak = "2290 A"\ndays = 365', ["error"]),
        ('peak = "2261 A"\ndays = 365', []),
        ('peak = "2262 A"\ndays = 365', ["warning"]),
        ('peak = "824.6 kVA"\ndays = 365', ["warning"]),
        ('peak = "824.8 kVA"\ndays = 365', ["error"]),
        ('peak = "783.4 kW"\npower_factor = 0.95\ndays = 365', ["warning"]),
        ('peak = "783.6 kW"\npower_factor = 0.95\ndays = 365', ["error"]),
    ],
)
def test_metered_peaks(keys, severities):
    assert [finding.severity for finding in found(metered(keys), "EV120")] == severities


def test_a_full_service_needs_a_larger_one():
    full = one(metered('peak = "2390 A"\ndays = 365'), "EV120")
    assert full.message == "U, line A: 1.25 x 2390 A metered + 138.6 A of vehicles = 3126.1 A, above 3000 A"
    assert full.remedy == "a 4000 A service"
    assert one(metered('peak = "2320 A"\ndays = 365'), "EV120").remedy == (
        "a group on U of at most 80 A, or a 4000 A service"
    )


LEFT = (
    "80 A is left for vehicles on line A, by the overcurrent device, 125 % of the demand and of vehicles (625.41); "
    "220.87, which takes vehicles in full, would leave 100 A"
)


def unbalanced(peak: str, rating: str = "400 A", more: str = "") -> str:
    """80 A twice on AB, beside what a meter recorded."""
    text = site(
        circuit(breaker="100 A", more='count = 2\nphases = "AB"')
        + stations("80 A", more="count = 2\ndisconnect = true")
        + more,
        rating=rating,
    )
    return text + f'[supplies.U.metered]\npeak = "{peak}"\ndays = 365\ngeneration = false\npeak_shaving = false\n'


def test_the_metered_load_is_compared_on_the_line_where_it_and_vehicles_are_most():
    """All lines together have room for them: 1.25 x 86.5 kVA and 33.3 kVA of vehicles are 141.4 of 144.1 kVA."""
    finding = one(unbalanced("240 A"), "EV120")
    assert finding.severity == "error"
    assert finding.message == "U, line A: 1.25 x 240 A metered + 160 A of vehicles = 460 A, above 400 A"
    assert finding.notes == (LEFT,)
    for edits in finding.fix.edits:
        assert not found(apply_edits(unbalanced("240 A"), edits), "EV120")
    assert len(finding.fix.edits) == 2


def test_a_group_on_the_metered_service_is_lowered():
    text = unbalanced("240 A", more='[groups.Share]\non = "U"\nlimit = "120 A"\n')
    finding = one(text, "EV120")
    assert "120 A of vehicles = 420 A" in finding.message
    assert finding.remedy == 'limit = "80 A" in [groups.Share], or a 450 A service'
    for edits in finding.fix.edits:
        assert not found(apply_edits(text, edits), "EV120")


def test_125_percent_on_vehicles_too_is_a_warning_where_they_fit_in_full():
    assert not found(unbalanced("160 A"), "EV120")
    finding = one(unbalanced("190 A"), "EV120")
    assert finding.severity == "warning"
    assert "1.25 x (190 A metered + 160 A) = 437.5 A, above 400 A" in finding.message
    assert finding.remedy.endswith("ask the authority whether the new load takes 125 % here")
    for edits in finding.fix.edits:
        assert not found(apply_edits(unbalanced("190 A"), edits), "EV120")


def test_a_metered_peak_of_all_lines_is_spread_evenly_and_says_so():
    finding = one(unbalanced("86.47 kVA"), "EV120")
    assert "1.25 x 240 A metered + 160 A" in finding.message
    assert "spread evenly" in finding.notes[-1]


def test_a_metered_peak_in_amperes_on_a_single_phase_service():
    """Two stations of 80 A: 1.25 x 180 A + 160 A = 385 A; 46 kVA at 240 V are 191.7 A, 399.6 A beside them."""
    assert not found(metered('peak = "180 A"\ndays = 365', "400 A", "240/120"), "EV120")[1:]
    (too_much,) = found(metered('peak = "193 A"\ndays = 365', "400 A", "240/120"), "EV120")
    assert too_much.severity == "error"
    assert "1.25 x 193 A metered + 160 A of vehicles = 401.2 A, above 400 A" in too_much.message
    assert found(metered('peak = "46 kVA"\ndays = 365', "96 kVA", "240/120"), "EV120")[0].severity == "warning"


# --- shares ---


def test_larger_equipment_where_neither_fewer_ports_nor_a_higher_limit_is_an_edit():
    text = site(
        circuit(breaker="100 A", more='count = 2\nphases = "AB"')
        + '[circuits.D]\npanel = "EV1"\nbreaker = "100 A"\nphases = "BC"\n'
        + '[stations.S]\nmax_current = "80 A"\ncircuits = ["C", "D"]\ncount = 3\ndisconnect = true\n'
        + group("EV1", 'on = "EV1"\nlimit = "{} A"')
    ).replace('main = "400 A"', 'main = "15 A"')
    finding = one(text.format(12), "EV406")
    assert finding.remedy == "larger equipment: it takes a limit of 24 A, and 12 A is what there is"
    assert 'limit = "24 A"' in one(text.format(12).replace('main = "15 A"', 'main = "30 A"'), "EV406").remedy


def test_a_limit_in_kw_is_raised_in_kw():
    finding = one(shared(10, "16 kW"), "EV406")
    assert finding.remedy == 'at most 9 ports, or limit = "16.7 kW" and a 110 A breaker in [circuits.C]'
    assert not found(shared(10, "16.7 kW"), "EV406")
    # 18.4 kW would do for 11 ports, but the circuit carries no more than 16.64 kW
    assert one(shared(11, "16 kW"), "EV406").remedy == "at most 9 ports"


def test_a_group_that_cannot_be_offered_anything():
    finding = one(shared(14, "0.001 A"), "EV405")
    assert finding.remedy == 'limit = "8 A"'
    assert not found(shared(14, "8 A"), "EV405")
    assert one(shared(14, "8 A"), "EV406").message.startswith(
        "group C: with everything in use 14 ports get 0.57 A on av"
    )


def test_range_of_ports_in_no_group_is_no_ones_fault():
    text = site(circuit(breaker="20 A") + stations("8 A"), site_keys='hours_plugged_in = "1 h"\nmiles_needed = "40 mi"')
    assert not found(text, "EV412")
    text += (
        circuit("D", "100 A")
        + '[stations.E]\nmax_current = "80 A"\ncircuit = "D"\ncount = 2\n'
        + group("D", 'on = "D"')
    )
    assert one(text, "EV412").message.startswith("group D: ")


def test_range_without_an_application_or_numbers_is_not_checked():
    finding = one(shared(5, site_keys='hours_plugged_in = "8 h"'), "EV412")
    assert finding.message == "not checked: range gained while plugged in needs miles_needed in [site]"


@pytest.mark.parametrize(
    ("given", "assumed"),
    [
        ("", True),
        ('hours_plugged_in = "8 h"', True),
        ('miles_needed = "40 mi"', True),
        ('hours_plugged_in = "8 h"\nmiles_needed = "40 mi"', False),
    ],
)
def test_a_stay_that_the_file_leaves_open_is_that_of_the_application_and_says_so(given, assumed):
    finding = one(shared(5, "40 A", site_keys=f'application = "all-day-parking"\n{given}'), "EV412")
    assert "for 8 h is" in finding.message
    assert finding.message.endswith("needed are 40 mi")
    assert any("assumed" in note and "8 h at work" in note for note in finding.notes) is assumed
    assert not assumed or len(finding.notes) == 1


def test_no_number_of_ports_is_named_where_not_even_one_gets_its_range():
    """Two tables of stations share, so that a number of ports is said in words."""
    text = shared(1, site_keys='hours_plugged_in = "8 h"\nmiles_needed = "{} mi"')
    text += '\n[stations.E]\nports = 1\nmax_current = "80 A"\ncircuit = "C"\ndisconnect = true\n'
    assert one(text.format(300), "EV412").remedy.startswith("at most 1 port, or")
    assert "at most" not in one(text.format(1000), "EV412").remedy


def test_short_range_is_shown_at_the_limit_or_at_the_group_that_leaves_it_open():
    text = shared(2, site_keys='hours_plugged_in = "8 h"\nmiles_needed = "1000 mi"')
    assert one(text, "EV412").anchor == "value"
    assert one(text.replace('limit = "80 A"', ""), "EV412").anchor == "header"


@pytest.mark.parametrize("application", ["overnight-parking", "multifamily"])
def test_the_chart_and_the_dwell_of_an_application(application):
    text = shared(5, site_keys=f'application = "{application}"').replace(
        'ports = 1\nmax_current = "80 A"', 'model = "cp6011b-80a"'
    )
    assert not found(text, "EV411")
    assert "not checked" in one(text.replace("application =", "#"), "EV411").message


# --- fallbacks ---


def test_fallbacks_add_up_as_phasors():
    """20 ports of 20 A on three pairs, 8/6/6: 20 x sqrt(8^2 + 6^2 + 8 x 6) = 243.3 A."""
    site_ = loads(
        site(
            circuit(breaker="100 A", more="count = 20")
            + stations("80 A", more='count = 20\nfallback = "20 A"')
            + group("EV1", 'on = "EV1"')
        )
    )
    analysis = SiteAnalysis(site_)
    network = analysis.network
    sums = {network.limits[item.limit].id: item for item in most_on_limits(network, analysis.fallback_a)}
    assert max(
        item.total for limit, item in sums.items() if limit.owner == "EV1" and limit.kind == "group"
    ) == pytest.approx(243.3105, abs=1e-3)
    assert not exceeded(analysis.network, analysis.fallback_a, analysis.managed_ports)
    assert exceeded(analysis.network, dict.fromkeys(site_.ports, 27.0), analysis.managed_ports)
    assert not exceeded(analysis.network, dict.fromkeys(site_.ports, 27.0), frozenset())
    assert all(item.total == 0 for item in most_on_limits(analysis.network, dict.fromkeys(site_.ports, 0.0)))


def test_fallbacks_of_different_stations_are_named_together():
    text = site(
        circuit(breaker="100 A")
        + stations("80 A", 'circuit = "C"', 'count = 8\nfallback = "8 A"\ndisconnect = true')
        + '[stations.B]\nmax_current = "48 A"\ncircuit = "C"\ncount = 2\n{}\n'
        + group("C", 'on = "C"\nlimit = "80 A"')
    )
    finding = one(text.format('fallback = "9 A"'), "EV409")
    assert finding.severity == "error"
    assert "10 chargers that lose the connection fall back to 82 A, above its limit of 80 A" in finding.message
    assert finding.remedy == "fallbacks that add up to 80 A"
    assert finding.notes == ()
    # what the file gives would fit: it is the least of the other ports that does not
    mixed = one(text.format(""), "EV409")
    assert mixed.severity == "warning"
    assert mixed.notes
    assert not found(text.format('fallback = "8 A"'), "EV409")
    assert one(text.format("").replace('"8 A"', '"11 A"'), "EV409").severity == "error"


def test_alike_groups_are_one_finding():
    text = site(
        circuit(breaker="50 A", more="count = 2")
        + stations("40 A", 'circuit = "C1"', "count = 5")
        + '[stations.B]\nmax_current = "40 A"\ncircuit = "C2"\ncount = 5\n'
        + group("A", 'on = "C1"')
        + group("B", 'on = "C2"')
    )
    assert len(found(text, "EV409")) == 2
    text = text.replace(group("A", 'on = "C1"').strip(), "").replace(group("B", 'on = "C2"').strip(), "")
    text += group("EV1", 'on = "EV1"')
    # without groups on them the circuits are overloaded anyway, which is told as that
    assert not found(text, "EV409")
    assert found(text, "EV403")


def test_fallbacks_against_the_equipment_between_group_and_port():
    text = site(
        circuit(breaker="20 A", more="count = 2")
        + stations("16 A", more='count = 2\nfallback = "16 A"')
        + group("EV1", 'on = "EV1"\nlimit = "10 A"')
    )
    assert one(text, "EV409").message.startswith("group EV1 phase")


def test_dc_fallbacks_share_what_is_left():
    text = site(
        circuit(breaker="100 A", more='phases = "ABC"')
        + '[stations.S]\nmax_power = "25 kW"\ncircuit = "C"\ncount = 2\n'
        + group("C", 'on = "C"\nlimit = "20 kW"')
    )
    assert not found(text, "EV409")
    given = text.replace("count = 2\n", 'count = 2\nfallback = "12 kW"\n')
    assert one(given, "EV409").message.startswith("group C: 2 chargers that lose the connection fall back to ")
    assert "above its limit of 20 kW" in one(given, "EV409").message
    assert not found(given, "EV413")


def test_the_least_of_a_station_with_its_own_minimum():
    text = site(circuit(breaker="100 A") + stations("80 A", more='min_current = "10 A"\nfallback = "8 A"\ncount = 1'))
    assert one(text, "EV413").remedy == 'fallback = "10 A", or "0 A"'


def test_least_operating_load_leaves_out_groups_and_equipment_without_other_load():
    keys = 'emergency_shutoff_distance = "50 ft"\nemergency_shutoff_in_sight = true'
    text = site(
        circuit(breaker="60 A")
        + stations("48 A", 'circuit = "C"', "count = 9")
        + group("C", 'on = "C"\nlimit = "24 A"'),
        nec=2026,
        site_keys=keys,
    )
    assert not found(text, "EV123")
    load = '[loads.L]\non = "C"\ncurrent = "1 A"\n'
    assert one(text + load, "EV123").remedy == "at most 7 ports, or other load that leaves 54 A"
    # direct current can go down to nothing
    dc = text.replace('max_current = "48 A"', 'max_power = "5 kW"\ntype = "dc"')
    assert not found(dc + load, "EV123")


# --- loads through setpoints and transformers ---


def test_behind_a_setpoint_only_magnitudes_pass_a_transformer():
    """100 A on every secondary line, made of whatever: a primary line of a delta-wye carries at most 200 A / ratio."""
    text = (
        '[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "400 A"\nsystem = "{}"\n'
        '[panels.H]\nfed_from = "U"\nmain = "400 A"\nbus = "400 A"\n'
        '[supplies.T]\nkind = "transformer"\nrating = "150 kVA"\nsystem = "208Y/120"\nfed_from = "H"\n{}\n'
        '[panels.EV1]\nfed_from = "T"\nmain = "400 A"\nbus = "400 A"\n'
        + circuit(breaker="100 A", more="count = 6")
        + stations("80 A", more="count = 6")
        + group("EV1", 'on = "EV1"\nlimit = "100 A"')
    )
    delta_wye = SiteAnalysis(loads(text.format("480Y/277", 'primary = "480 delta"\nwinding = "delta-wye"')))
    assert [delta_wye.managed("EV1").line_a(leg) for leg in "ABC"] == [100, 100, 100]
    ratio = 480 / (208 / 3**0.5)
    assert [delta_wye.managed("H").line_a(leg) for leg in "ABC"] == pytest.approx([200 / ratio] * 3)
    wye = SiteAnalysis(loads(text.format("480Y/277", 'winding = "wye-wye"')))
    assert [wye.managed("H").line_a(leg) for leg in "ABC"] == pytest.approx([100 * 208 / 480] * 3)


def test_groups_below_a_panel_that_allow_too_much_together():
    text = site(
        circuit(breaker="100 A", more='count = 2\nphases = "AB"')
        + stations("80 A", 'circuit = "C1"', "count = 2\ndisconnect = true")
        + '[stations.B]\nmax_current = "80 A"\ncircuit = "C2"\ncount = 2\ndisconnect = true\n'
        + group("A", 'on = "C1"')
        + group("B", 'on = "C2"')
    ).replace('main = "400 A"', 'main = "{} A"')
    finding = one(text.format(175), "EV403")
    assert finding.message.startswith(
        "Feeder to EV1: what the groups and chargers further down may draw together, 1.25 x 160 A"
    )
    assert finding.remedy == "a 200 A main, or a group on EV1 of at most 140 A"
    assert not found(text.format(200), "EV403")


def test_groups_side_by_side_hold_their_own_ports_alone():
    text = site(
        circuit(breaker="100 A", more='count = 4\nphases = "AB"')
        + stations("80 A", more="count = 4\ndisconnect = true")
        + group("Few", 'members = ["S1", "S2"]\nlimit = "60 A"')
        + group("More", 'members = ["S3", "S4"]\nlimit = "50 A"')
    )
    analysis = SiteAnalysis(loads(text))
    assert analysis.managed("EV1").line_a("A") == pytest.approx(110)
    assert analysis.managed_of("EV1", analysis.group_ports["Few"]).line_a("A") == pytest.approx(60)
    assert analysis.managed_of("EV1", frozenset({"S1.1"})).line_a("A") == pytest.approx(60)


def test_a_site_with_stations_on_no_circuit_is_checked():
    text = site(circuit() + stations()) + '[stations.W]\nmax_current = "32 A"\nvoltage = "208 V"\n'
    codes = {finding.code for finding in check(loads(text + group("W", 'members = "W"\nlimit = "2 kW"'))).findings}
    assert "EV071" in codes
    assert "EV403" not in codes


# --- the chart and the dwell ---


def chart(model: str, application: str, ports: int, breaker: str, limit: str) -> str:
    return site(
        circuit(breaker=breaker)
        + f'[stations.S]\nmodel = "{model}"\ncircuit = "C"\ncount = {ports}\ndisconnect = true\n'
        + group("C", f'on = "C"\nlimit = "{limit}"'),
        site_keys=f'application = "{application}"',
    )


def test_the_chart_does_not_recommend_sharing_40_a_for_short_stays():
    finding = one(chart("ct4011", "short-term-parking", 2, "40 A", "32 A"), "EV411")
    assert finding.message.startswith("group C: the guide does not recommend sharing CT4000 stations for short term")


def test_dwell_of_a_group_of_unlike_stations_has_no_number_of_ports():
    text = site(
        circuit(breaker="100 A")
        + stations("80 A", 'circuit = "C"', "count = 9")
        + '[stations.B]\nmax_current = "40 A"\ncircuit = "C"\ncount = 2\n'
        + group("C", 'on = "C"\nlimit = "80 A"'),
        site_keys='hours_plugged_in = "8 h"\nmiles_needed = "40 mi"',
    )
    finding = one(text, "EV412")
    assert finding.remedy == "8.06 A for each port, or 8.86 h plugged in"


def test_dwell_where_nothing_is_sure():
    """Two of the three ports hang under a limit that their circuits' other load has used up."""
    text = site(
        circuit(breaker="100 A")
        + stations("80 A", 'circuit = "C"', "count = 3")
        + '[loads.L]\non = "C"\ncurrent = "80 A"\n'
        + group("C", 'on = "C"\nlimit = "80 A"\nsite_meter = true'),
        site_keys='hours_plugged_in = "8 h"\nmiles_needed = "40 mi"',
    )
    finding = one(text, "EV412")
    assert "0 A (0 kW at 208 V) for 8 h is 0 mi" in finding.message
    assert finding.remedy == ""


# --- modules ---


def block(more: str, main: str = "400 A") -> str:
    return (
        '[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "800 A"\nsystem = "480Y/277"\n'
        f'[panels.P]\nfed_from = "U"\nmain = "{main}"\nbus = "400 A"\n'
        '[circuits.C]\npanel = "P"\nbreaker = "350 A"\npoles = 3\n'
        '[stations.B]\nmodel = "express-plus-block"\nports = 4\nmodules = 4\ncircuits = "C"\n' + more
    )


def test_modules_that_the_equipment_cannot_feed():
    finding = one(block("", "100 A"), "EV615")
    assert finding.remedy == "more power for these stations, or fewer ports"


def test_modules_beside_stations_on_pairs_have_no_limit_to_name():
    more = '[circuits.D]\npanel = "P"\nbreaker = "100 A"\nphases = "AN"\n'
    more += '[stations.A]\nmax_current = "80 A"\ncircuit = "D"\n'
    text = block(more + group("G", 'on = "P"\nlimit = "100 A"'))
    assert one(text, "EV615").remedy == "a higher limit, or fewer ports in the group"
    alone = block(group("G", 'on = "P"\nlimit = "100 A"'))
    assert one(alone, "EV615").remedy.startswith('limit = "')


# --- what counts as an outlet, and who is named ---


def on_one_circuit(station: str, more: str = "", *, nec: int = 2017) -> str:
    return site(circuit(breaker="100 A", more='phases = "AB"') + station + more, nec=nec)


@pytest.mark.parametrize(
    ("station", "outlets"),
    [
        ('[stations.S]\nmodel = "cp6021b-80a"\njumper = true\ncircuits = "C"\n', 1),
        ('[stations.S]\nmodel = "cp6011b-80a"\ncircuit = "C"\n', 1),
        ('[stations.S]\nmodel = "cp6011b-80a"\ncircuit = "C"\ncount = 2\n', 2),
        ('[stations.S]\nmax_current = "40 A"\nports = 2\ncircuit = "C"\n', 1),
        ('[stations.S]\nmax_current = "40 A"\nports = 2\ncircuit = "C"\ncount = 3\n', 3),
    ],
)
def test_a_station_whose_ports_share_a_feed_is_one_outlet(station, outlets):
    findings = found(on_one_circuit(station), "EV301")
    assert [finding.message.partition(" EV")[0] for finding in findings] == ([f"C: {outlets}"] if outlets > 1 else [])


def test_every_outlet_of_a_shared_circuit_has_to_be_small_or_in_the_group():
    two = '[stations.S]\nmax_current = "16 A"\ncircuit = "C"\n[stations.T]\nmax_current = "{} A"\ncircuit = "C"\n'
    text = site(circuit(breaker="60 A", more='phases = "AN"') + two)
    assert not found(text.format(16), "EV301")
    assert one(text.format(20), "EV301").path == ("stations", "S", "circuit")
    assert found(text.format(20) + group("G", 'members = "T"\nlimit = "20 A"'), "EV301")
    assert not found(text.format(20) + group("G", 'members = ["S", "T"]\nlimit = "20 A"'), "EV301")


def test_the_first_of_a_family_is_named_in_remedy_and_place():
    text = site(
        circuit(breaker="100 A", more="count = 2")
        + '[stations.A]\nmax_current = "80 A"\ncount = 2\ncircuit = "C1"\ndisconnect = true\n'
        + '[stations.B]\nmax_current = "80 A"\ncount = 2\ncircuit = "C2"\ndisconnect = true\n'
    )
    outlets = one(text, "EV301")
    assert outlets.path == ("stations", "A", "circuit")
    assert outlets.message.startswith("C1 and C2: 2 EV outlets")
    assert outlets.remedy == "a group on C1 of at most 80 A and a group on C2 of at most 80 A, or 2 circuits"
    load = one(text, "EV403")
    assert load.message.startswith("Branch circuits C1 and C2: 2 chargers without load management each, 1.25 x 160 A")
    assert load.remedy == (
        "at most 1 port and a group on C2 of at most 80 A, or a 200 A breaker, "
        "or a group on C1 of at most 80 A and a group on C2 of at most 80 A"
    )


@pytest.mark.parametrize("order", [("CA", "AB"), ("AB", "CA")])
def test_the_high_leg_of_a_delta_needs_a_disconnect_on_whichever_circuit_it_is(order):
    """On a 240/120 delta with a high leg B, AB stands 208 V above ground and CA 120 V."""
    text = site(
        "".join(circuit(f"C{n}", "20 A", f'phases = "{pair}"') for n, pair in enumerate(order))
        + '[stations.S]\nmax_current = "16 A"\nports = 2\ncircuits = ["C0", "C1"]\n',
        system="240/120 delta",
    )
    assert "208 V to ground, above 150 V" in one(text, "EV302").message
    low = text.replace('phases = "AB"', 'phases = "CA"')
    assert not found(low, "EV302")


@pytest.mark.parametrize(("nec", "count"), [(2017, 1), (2020, 1), (2023, 0)])
def test_a_setting_counts_as_the_rating_from_2023_on(nec, count):
    text = site(circuit(breaker="60 A") + stations("80 A", more='setting = "48 A"'), nec=nec)
    assert len(found(text, "EV302")) == count


def test_a_jumpered_station_counts_with_what_both_ports_draw():
    text = site(circuit(breaker="80 A") + '[stations.S]\nmodel = "cp6021b-80a"\njumper = true\ncircuits = "C"\n')
    assert one(text, "EV302").message.startswith("S: rated 64 A, above 60 A")


def test_the_least_of_unlike_shares_is_reported():
    """Eight minimums of 8 A and 68 A: the smaller stations keep the minimum, the larger ones share the rest."""
    text = site(
        circuit(breaker="100 A")
        + '[stations.A]\nmax_current = "80 A"\ncircuit = "C"\ncount = 4\ndisconnect = true\n'
        + '[stations.B]\nmax_current = "40 A"\ncircuit = "C"\ncount = 4\n'
        + group("C", 'on = "C"\nlimit = "{} A"\npolicy = "proportional"')
    )
    local = text.replace("nec = 2023", 'nec = 2023\nmin_power = "1.7 kW"')
    assert "4 ports get 1.66 kW (8 A at 208 V), below 1.7 kW (8.17 A)" in one(local.format(68), "EV407").message
    # 60 A are less than eight minimums: everybody takes turns
    assert "8 ports " in one(text.format(60), "EV406").message
    assert " on average, in turns " in one(text.format(60), "EV406").message


def test_one_port_alone_can_be_short_too():
    text = site(circuit() + stations() + group("C", 'on = "C"\nlimit = "{} A"'))
    assert "1 port gets no more than 5 A" in one(text.format(5), "EV405").message
    assert one(text.format(5), "EV405").remedy == 'limit = "8 A"'
    # below the 8 A at which the group begins to serve, `allocate` gives it nothing
    assert "below the 8 A that its group serves at least" in one(text.format(7), "EV405").message
    assert one(text.format(7), "EV405").remedy == 'limit = "8 A", or min_current = "6 A"'
    assert not found(text.format(7), "EV406")
    served = text.format(7) + 'min_current = "6 A"\n'
    assert "with everything in use 1 port gets 7 A (" in one(served, "EV406").message
    assert not found(served, "EV405")


def test_a_port_built_for_less_than_8_a_is_not_held_below_it():
    text = site(circuit() + stations("7 A") + group("C", 'on = "C"'))
    assert not found(text, "EV406")
    assert not found(site(circuit() + stations("8 A") + group("C", 'on = "C"\nlimit = "8 A"')), "EV406")
    assert found(site(circuit() + stations("8 A") + group("C", 'on = "C"\nlimit = "7.9 A"')), "EV405")


def test_minimum_power_of_ports_in_no_group():
    text = site(circuit(breaker="20 A") + stations("15 A"), site_keys='min_power = "3.3 kW"')
    finding = one(text, "EV407")
    assert finding.message.startswith("S: with everything in use 1 port gets 3.12 kW")
    assert finding.remedy == "ports of at least 3.3 kW"
    jumpered = site(
        circuit(breaker="40 A") + '[stations.S]\nmodel = "cp6021b-80a"\njumper = true\ncircuits = "C"\n',
        site_keys='min_power = "3.4 kW"',
    )
    assert "2 ports get 3.33 kW (16 A at 208 V)" in one(jumpered, "EV407").message


# --- remedies that equipment or rounding could spoil ---


def test_a_limit_in_kw_that_comes_out_even_is_not_rounded_up():
    assert one(shared(5, "9.4 kW", system="240/120"), "EV406").remedy == 'at most 4 ports, or limit = "9.6 kW"'


def test_a_limit_in_kw_has_to_be_enough_for_every_port():
    """18.8 kW would do for the port that is alone on its circuit, and not for the 14 that share another."""
    text = site(
        circuit(breaker="100 A", more='count = 2\nphases = "AB"')
        + '[stations.A]\nmax_current = "80 A"\ncircuit = "C1"\ncount = 14\ndisconnect = true\n'
        + '[stations.B]\nmax_current = "80 A"\ncircuit = "C2"\ndisconnect = true\n'
        + group("EV1", 'on = "EV1"\nlimit = "16 kW"')
    )
    assert one(text, "EV406").remedy == "at most 9 ports"


def test_the_least_power_is_reported_where_voltages_differ():
    text = site(
        circuit("A", "50 A", 'phases = "AN"')
        + circuit("B", "30 A", 'phases = "AB"')
        + '[stations.A]\nmax_current = "40 A"\ncircuit = "A"\n[stations.B]\nmax_current = "24 A"\ncircuit = "B"\n'
        + group("EV1", 'on = "EV1"\nlimit = "5 kW"\npolicy = "proportional"'),
        system="240/120",
        site_keys='min_power = "3 kW"',
    )
    assert "2 ports get 2.27 kW (18.9 A at 120 V), below 3 kW (25 A)" in one(text, "EV407").message


def test_one_port_alone_is_served_first_anyway():
    assert not found(site(circuit() + stations() + group("C", 'on = "C"\npolicy = "fcfs"')), "EV408")


# --- stations and breakers ---


@pytest.mark.parametrize(
    ("station", "breaker", "message"),
    [
        ('model = "cp6011b-80a"\ncircuits = "C"\nsetting = "32 A"', "40 A", None),
        (
            'model = "cp6011b-80a"\ncircuits = "C"\nsetting = "31.5 A"',
            "40 A",
            "S: set to 31.5 A, which cp6011b-80a",
        ),
        ('model = "cp6021b-80a"\njumper = true\ncircuits = "C"', "40 A", None),
        ('model = "cp6021b-80a"\njumper = true\ncircuits = "C"', "35 A", "C: cp6021b-80a has no setting for a 35 A"),
        (
            'model = "cp6011b-80a"\ncircuits = "C"',
            "45 A",
            "C: cp6011b-80a has no setting for a 45 A",
        ),
        # above the listing, which is told by the rule for that
        ('model = "juicebox-32"\ncircuits = "C"', "100 A", None),
        # above all that are listed, which are the least for each setting: it gives its full current
        ('model = "ct4011"\ncircuits = "C"', "100 A", None),
        # a shared circuit is set by its group
        ('model = "cp6011b-80a"\ncircuit = "C"\ncount = 2', "45 A", None),
        ('max_current = "32 A"\ncircuits = "C"', "45 A", None),
    ],
)
def test_what_a_station_can_be_set_to(station, breaker, message):
    text = site(circuit(breaker=breaker) + f"[stations.S]\n{station}\n")
    findings = found(text, "EV111")
    assert [finding.message.startswith(message or "?") for finding in findings] == ([True] if message else [])


@pytest.mark.parametrize(
    ("station", "more", "count"),
    [
        ('max_current = "32 A"\ncircuits = "C"', "", 1),
        ('max_current = "32 A"\ncircuits = "C"', '[loads.L]\non = "C"\ncurrent = "20 A"\n', 0),
        ('max_current = "32 A"\ncircuit = "C"\ncount = 2', "", 0),
        ('model = "juicebox-32"\ncircuits = "C"', "", 0),
        ('model = "ct4011"\ncircuits = "C"', "", 1),
        ('model = "cp6011b-80a"\ncircuits = "C"\nsetting = "32 A"', "", 0),
        ('model = "cph50"\ncircuits = "C"', "", 0),
    ],
)
def test_when_a_breaker_is_larger_than_sensible(station, more, count):
    text = site(circuit(breaker="100 A") + f"[stations.S]\n{station}\n" + more)
    assert len(found(text, "EV112")) == count


def test_setpoints_on_a_transformer_beside_load_on_one_line():
    load = '[loads.L]\non = "T"\ncurrent = "{} A"\nphases = "A"\n'
    assert one(_transformer("75 kVA", "209 A", load.format(50)), "EV401").remedy == 'limit = "158.1 A"'
    assert not found(_transformer("75 kVA", "158.1 A", load.format(50)), "EV401")
    nothing_left = one(_transformer("75 kVA", "10 A", load.format(300)), "EV401")
    assert nothing_left.remedy == "less other load, or a larger transformer"


def test_a_meter_takes_the_load_of_one_line_off_that_line_alone():
    text = METERED.replace("count = 20", "count = 2").replace('current = "100 A"', 'current = "100 A"\nphases = "A"')
    assert not found(text.format(320, "true"), "EV401")
    assert one(text.format(330, "true"), "EV401").remedy == 'limit = "320 A"'
    assert one(METERED.format(330, "true"), "EV401").remedy.startswith('limit = "320 A", or ')


def test_modules_that_serve_in_the_order_of_arrival_are_sure_of_nothing():
    analysis = SiteAnalysis(loads(block(group("G", 'on = "P"\nlimit = "100 A"\npolicy = "fcfs"'))))
    assert analysis.guaranteed_a == {}
    assert set(analysis.lowest_a.values()) == {0.0}


def test_the_limit_that_offline_stations_exceed_most_is_reported():
    text = site(
        circuit(breaker="100 A")
        + stations("80 A", 'circuit = "C"', "count = 10\ndisconnect = true")
        + group("C", 'on = "C"\nlimit = "40 A"')
    )
    assert one(text, "EV409").message.endswith("above its limit of 40 A")


def test_equipment_that_only_a_group_below_keeps_whole():
    """16 A of a group and 8 A beside it fit 30 A; five stations offline at 8.65 A and the 8 A do not."""
    text = site(
        circuit("C", "20 A", 'phases = "AB"')
        + circuit("D", "15 A", 'phases = "AB"')
        + stations("16 A", 'circuit = "C"', "count = 5")
        + '[stations.E]\nmax_current = "8 A"\ncircuit = "D"\n'
        + group("C", 'on = "C"')
    ).replace('main = "400 A"', 'main = "30 A"')
    assert {finding.message.partition(":")[0] for finding in found(text, "EV409")} == {"group C", "panel EV1 phase A"}


@pytest.mark.parametrize(("limit", "ports"), [("70 A", 10), ("69.99 A", 9), ("76.9 A", 10)])
def test_as_many_ports_as_fit_offline(limit, ports):
    text = site(
        circuit(breaker="100 A")
        + stations("80 A", 'circuit = "C"', 'count = 11\nfallback = "7 A"\ndisconnect = true')
        + group("C", f'on = "C"\nlimit = "{limit}"')
    )
    assert one(text, "EV409").remedy.startswith(f"at most {ports} ports, or fallback = ")
    assert not found(text.replace("count = 11", f"count = {ports}"), "EV409")
    assert found(text.replace("count = 11", f"count = {ports + 1}"), "EV409")


@pytest.mark.parametrize(("given", "severity"), [("10 A", "warning"), ("10.1 A", "error")])
def test_whether_what_the_file_gives_is_too_much_by_itself(given, severity):
    text = site(
        circuit(breaker="100 A")
        + stations("80 A", 'circuit = "C"', f'count = 8\nfallback = "{given}"\ndisconnect = true')
        + '[stations.B]\nmax_current = "80 A"\ncircuit = "C"\ncount = 2\ndisconnect = true\n'
        + group("C", 'on = "C"\nlimit = "80 A"')
    )
    assert one(text, "EV409").severity == severity


@pytest.mark.parametrize(("receptacle", "listed"), [(20, True), (30, False), (40, True), (50, False), (60, False)])
def test_receptacles_of_30_50_and_60_a_are_listed_for_charging_from_2026_on(receptacle, listed):
    more = f'connection = "plug"\nreceptacle = "{receptacle} A"\nreceptacle_listed = false\ngfci = true'
    text = site(circuit(breaker="60 A") + stations("16 A", more=more), nec=2026)
    assert bool(found(text, "EV316")) is not listed


def test_a_limit_in_kva_is_reported_in_kva():
    text = shared(5, "6 kVA", system="240/120")
    finding = one(text, "EV410")
    assert "5 ports on 6 kVA" in finding.message
    assert "kW" not in finding.message + finding.remedy
