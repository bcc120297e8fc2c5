"""The calculated load of charging equipment in feeders and services (NEC 2023 220.57)."""

from __future__ import annotations

import cmath
import math
import random

import pytest
from snippets import circuit, group, site, stations, with_conductors

from effort import examples
from evsite.rules import check
from evsite.sitefile.edits import apply_edits
from evsite.sitefile.loading import loads

TWELVE = """
[site]
name = "Twelve small chargers"
nec = {nec}

[supplies.U]
kind = "service"
rating = "400 A"
system = "208Y/120"

[panels.P]
fed_from = "U"
main = "{main}"
bus = "{main}"

[circuits.C]
panel = "P"
breaker = "20 A"
count = 12
{phases}

[stations.S]
ports = 1
count = 12
max_current = "16 A"
circuits = "C"
"""
BALANCED = TWELVE.replace(
    'breaker = "20 A"\ncount = 12\n{phases}\n',
    'breaker = "20 A"\ncount = 4\nphases = "AB"\n\n[circuits.D]\npanel = "P"\nbreaker = "20 A"\ncount = 4\n'
    'phases = "BC"\n\n[circuits.E]\npanel = "P"\nbreaker = "20 A"\ncount = 4\nphases = "CA"\n',
).replace('circuits = "C"', 'circuits = ["C", "D", "E"]')


def found(toml: str, code: str = "EV121"):
    return [finding for finding in check(loads(toml)).findings if finding.code == code]


def test_twelve_chargers_of_16_a_count_86_4_kva():
    """Published value: 12 x 7,200 VA = 86.4 kVA = 239.8 A on 208Y/120, above a 175 A main."""
    (finding,) = found(BALANCED.format(nec=2023, main="175 A"))
    assert finding.severity == "error"
    assert finding.path == ("panels", "P", "main")
    assert finding.message == (
        "Main of P: 12 chargers count 7,200 VA each (220.57): 86.4 kVA = 239.8 A on line A, above the 175 A main"
    )
    assert finding.source == "NEC 2023 220.57, 215.3"
    assert finding.remedy == "a 250 A main and a 250 A bus, or a group on P of at most 140 A"


def test_the_lines_count_as_the_circuits_are_laid_out():
    (finding,) = found(TWELVE.format(nec=2023, main="175 A", phases=""))
    assert "86.4 kVA = 239.8 A if balanced, 270.4 A on line A as laid out, above the 175 A main" in finding.message


@pytest.mark.parametrize("nec", [2017, 2020, 2023, 2026])
def test_nothing_is_said_where_it_fits(nec):
    assert not found(TWELVE.format(nec=nec, main="400 A", phases=""))
    assert not found(BALANCED.format(nec=nec, main="250 A"))


@pytest.mark.parametrize(("nec", "wanted"), [(2017, 0), (2020, 0), (2023, 1), (2026, 0)])
def test_the_least_value_is_of_2023(nec, wanted):
    assert len(found(BALANCED.format(nec=nec, main="175 A"))) == wanted


def test_a_setpoint_replaces_the_least_values():
    managed = BALANCED.format(nec=2023, main="175 A") + '[groups.G]\n{}\nlimit = "140 A"\n'
    assert not found(managed.replace("{}", 'on = "P"'))
    assert not found(managed.replace("{}", 'on = "U"')), "a group further up holds the panel as well"
    part = managed.replace("{}", 'members = ["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8"]')
    (finding,) = found(part.replace('"140 A"', '"100 A"'))
    assert ", as far as groups let them: " in finding.message
    assert "239.8" not in finding.message


def test_a_setpoint_above_the_least_values_adds_nothing():
    roomy = BALANCED.format(nec=2023, main="250 A") + '[groups.G]\non = "P"\nlimit = "1000 A"\n'
    assert not found(roomy)


def test_a_dual_port_station_is_one_charger():
    ports = stations("16 A", more="count = 6").replace("ports = 1", "ports = 2")
    text = site(circuit(breaker="20 A", more="count = 12") + ports).replace('main = "400 A"', 'main = "125 A"')
    (finding,) = found(text)
    assert "6 chargers count 7,200 VA each" in finding.message
    assert "43.2 kVA" in finding.message


def test_a_jumpered_station_counts_what_its_feed_draws():
    jumpered = circuit(breaker="20 A") + stations("16 A", more="jumper = true").replace("ports = 1", "ports = 2")
    (finding,) = found(site(jumpered).replace('main = "400 A"', 'main = "30 A"'))
    assert "1 charger counts 7,200 VA (220.57): 7.2 kVA = 34.6 A on line A, above the 30 A main" in finding.message


def test_larger_stations_count_their_nameplate_beside_small_ones():
    text = site(
        circuit("C", "20 A", 'count = 4\nphases = "AB"')
        + circuit("D", "100 A", 'phases = "AB"')
        + stations("16 A", more="count = 4")
        + '[stations.L]\nmax_current = "80 A"\ncircuits = "D"\ndisconnect = true\n'
    ).replace('main = "400 A"', 'main = "200 A"')
    (finding,) = found(text)
    assert "4 chargers count 7,200 VA each (220.57), 1 other the nameplate: 45.4 kVA" in finding.message
    assert "218.5 A on line A as laid out" in finding.message


def test_other_load_counts_once_continuous_or_not():
    for continuous in ("true", "false"):
        load = f'[loads.L]\non = "EV1"\ncurrent = "100 A"\ncontinuous = {continuous}\n'
        text = site(
            circuit(breaker="20 A", more="count = 2\nphases = 'AB'") + stations("16 A", more="count = 2") + load
        )
        (finding,) = found(text.replace('main = "400 A"', 'main = "169 A"'))
        assert "14.4 kVA = 69.2 A on line A, with 100 A of other load 169.2 A, above the 169 A main" in finding.message
        assert not found(text.replace('main = "400 A"', 'main = "169.3 A"'))


def test_a_branch_circuit_is_sized_by_the_nameplate():
    assert not found(site(circuit(breaker="20 A") + stations("16 A")))


def test_what_feeds_it_is_named_once():
    text = BALANCED.format(nec=2023, main="175 A").replace('rating = "400 A"', 'rating = "200 A"')
    (finding,) = found(text)
    assert finding.path == ("panels", "P", "main")
    assert finding.notes == ("U is too small too until this is put right",)
    assert finding.remedy == "a group on P of at most 140 A", "a larger main would leave the service too small"


def test_conductors_of_feeder_and_service_carry_the_calculated_load():
    text = with_conductors(
        breaker="20 A", current="16 A", feeder='size = "4/0 AWG", terminal = "75 °C", egc = "4 AWG"'
    ).replace('breaker = "20 A"', 'breaker = "20 A"\nphases = "AB"\ncount = 7')
    text = text.replace("ports = 1", "ports = 1\ncount = 7").replace('"400 A"', '"250 A"')
    (finding,) = found(text)
    assert finding.path == ("panels", "EV1", "conductor", "size")
    assert finding.message.startswith("Conductors of EV1: 7 chargers count 7,200 VA each")
    assert finding.source == "NEC 2023 220.57, 215.2(A)(1)"
    assert finding.message.endswith("242.3 A on line A as laid out, above the 230 A that they carry")
    service = text.replace('size = "4/0 AWG"', 'size = "250 kcmil"').replace(
        'system = "208Y/120"', 'system = "208Y/120"\nconductor = { size = "3/0 AWG", terminal = "75 °C" }'
    )
    (finding,) = found(service)
    assert finding.path == ("supplies", "U", "conductor", "size")
    assert finding.source == "NEC 2023 220.57, 230.42"


def test_a_transformer_is_warned_of_alone():
    text = BALANCED.format(nec=2023, main="300 A").replace('"service"', '"transformer"').replace('"400 A"', '"75 kVA"')
    (finding,) = found(text)
    assert finding.severity == "warning"
    assert "above the 208.2 A that it is rated for" in finding.message
    assert "a 112.5 kVA transformer" in finding.remedy


def test_a_group_that_only_the_calculation_needs_is_relied_on():
    text = BALANCED.format(nec=2023, main="175 A") + '[groups.G]\non = "P"\nlimit = "140 A"\nlisting = "none"\n'
    assert found(text, "EV311")
    assert not found(text.replace('"175 A"', '"300 A"'), "EV311")


def test_a_dwelling_is_reported_of_the_optional_calculation():
    text = BALANCED.format(nec=2023, main="175 A")
    (finding,) = found(text.replace("nec = 2023", 'nec = 2023\ndwelling = "multifamily"'))
    assert any("220.82" in note for note in finding.notes)
    assert finding.severity == "error"


def test_the_difference_between_close_numbers_is_reported():
    text = site(circuit(breaker="20 A") + stations("16 A")).replace('main = "400 A"', 'main = "34.6 A"')
    (finding,) = found(text)
    assert "34.62 A" in finding.message


PAIRS = {"AB": (0, 1), "BC": (1, 2), "CA": (2, 0)}
UNIT = [cmath.rect(1, -2 * math.pi * n / 3) for n in range(3)]


def by_hand(chosen: list[tuple[str, float]], other: float) -> list[float]:
    lines = [0j, 0j, 0j]
    for pair, amps in chosen:
        counted = max(amps, 7200 / 208)
        plus, minus = PAIRS[pair]
        direction = UNIT[plus] - UNIT[minus]
        direction /= abs(direction)
        lines[plus] += counted * direction
        lines[minus] -= counted * direction
    return [abs(line) + other for line in lines]


@pytest.mark.parametrize(
    "seed", [seed if seed < 4 else pytest.param(seed, marks=pytest.mark.slow) for seed in range(examples(30))]
)
def test_a_finding_is_there_exactly_where_a_phasor_sum_exceeds_the_main(seed):
    """And every remedy that is an edit makes it go away, without a new error."""
    draw = random.Random(seed)
    chosen = [(draw.choice(["AB", "BC", "CA"]), draw.choice([12, 16, 24, 30, 34])) for _ in range(draw.randint(1, 14))]
    other, main = draw.choice([0, 0, 40]), draw.choice([60, 100, 125, 150, 175, 200, 250])
    text = site("", rating="1000 A").replace('"400 A"', f'"{main} A"')
    for number, (pair, amps) in enumerate(chosen):
        text += circuit(f"C{number}", "50 A", f'phases = "{pair}"')
        text += f'[stations.S{number}]\nmax_current = "{amps} A"\ncircuits = "C{number}"\n\n'
    if other:
        text += f'[loads.L]\non = "EV1"\ncurrent = "{other} A"\n'
    found_here = found(text)
    assert bool(found_here) == (max(by_hand(chosen, other)) > main)
    if draw.random() < 0.5:
        text += group("Idle", f'on = "EV1"\nlimit = "{main * 2} A"')
    errors = {(finding.code, finding.path) for finding in check(loads(text)).findings if finding.severity == "error"}
    for finding in found(text):
        for edits in finding.fix.edits:
            after = check(loads(apply_edits(text, edits))).findings
            assert "EV121" not in {each.code for each in after}
            assert {(each.code, each.path) for each in after if each.severity == "error"} <= errors


BEHIND = """
[site]
nec = 2023
[supplies.T]
kind = "transformer"
rating = "112.5 kVA"
system = "208Y/120"
secondary_breaker = "225 A"
[panels.P]
fed_from = "T"
main = "400 A"
bus = "400 A"
[circuits.C]
panel = "P"
breaker = "20 A"
count = 12
phases = ["AB", "BC", "CA"]
[stations.S]
ports = 1
count = 12
max_current = "16 A"
circuits = "C"
"""


def test_the_secondary_breaker_of_a_transformer_carries_the_calculated_load():
    """Twelve times 7,200 VA at 208 V, balanced: 239.8 A."""
    (finding,) = [each for each in check(loads(BEHIND)).findings if each.code == "EV121"]
    assert finding.path == ("supplies", "T", "secondary_breaker")
    assert finding.message.endswith("239.8 A on line A, above the 225 A secondary breaker")
    assert finding.remedy == "a 250 A secondary breaker, or a group on T of at most 180 A"
    assert not [each for each in check(loads(BEHIND.replace('"225 A"', '"250 A"'))).findings if each.code == "EV121"]


SERVICE = '[supplies.U]\nkind = "service"\nrating = "800 A"\nsystem = "480Y/277"\n[supplies.T]\nfed_from = "U"'
ON_PRIMARY = BEHIND.replace("[supplies.T]", SERVICE).replace('secondary_breaker = "225 A"', "{side}")


def told_on_primary(side):
    return [each for each in check(loads(ON_PRIMARY.format(side=side))).findings if each.code == "EV121"]


def test_the_primary_side_of_a_transformer_carries_the_calculated_load():
    """86.4 kVA at 480 V, balanced: 103.9 A. A group of 159.8 A puts at most 2 x 159.8 / 4 = 79.9 A on a line there."""
    (finding,) = told_on_primary('primary_breaker = "100 A"')
    assert finding.path == ("supplies", "T", "primary_breaker")
    assert finding.severity == "error"
    assert finding.message.endswith("86.4 kVA = 103.9 A on primary line A, above the 100 A primary breaker")
    assert finding.remedy == "a 110 A primary breaker, or a group on T of at most 159.8 A"
    assert not told_on_primary('primary_breaker = "110 A"')


def test_primary_conductors_carry_the_calculated_load():
    wire = 'feeder = {{ breaker = "110 A", conductor = {{ size = "{}", terminal = "75 \N{DEGREE SIGN}C" }} }}'
    (finding,) = told_on_primary(wire.format("3 AWG"))  # 100 A
    assert finding.path == ("supplies", "T", "feeder", "conductor", "size")
    assert finding.message.endswith("103.9 A on primary line A, above the 100 A that they carry")
    assert finding.remedy.startswith('size = "2 AWG"')
    assert not told_on_primary(wire.format("2 AWG"))  # 115 A


def test_what_the_primary_carries_once_the_secondary_is_put_right_is_no_finding_of_its_own():
    both = ON_PRIMARY.replace('main = "400 A"', 'main = "175 A"').format(side='primary_breaker = "100 A"')
    (finding,) = [each for each in check(loads(both)).findings if each.code == "EV121"]
    assert finding.path == ("panels", "P", "main")
