"""Rules about conductors: by hand, by their own remedies, and over many sites."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from snippets import with_conductors as example

from effort import examples
from evsite.codebook.conductors import size_words, sizes
from evsite.rules import all_rules, check
from evsite.sitefile.edits import apply_edits
from evsite.sitefile.loading import loads

CODES = [*(f"EV20{number}" for number in range(1, 10)), "EV212"]


def findings(toml, *codes):
    return [
        finding for finding in check(loads(toml), select=codes or CODES).findings if finding.code in (codes or CODES)
    ]


def one(toml, code):
    (finding,) = findings(toml, code)
    return finding


WITH_REMEDY = [
    (rule.code, number, item)
    for rule in all_rules()
    if rule.code in CODES and rule.code != "EV208"
    for number, item in enumerate(map(str, rule.failing))
]


@pytest.mark.parametrize(("code", "number", "toml"), WITH_REMEDY, ids=[f"{code}-{n}" for code, n, _ in WITH_REMEDY])
def test_the_remedy_makes_the_finding_go_away(code, number, toml):
    finding = one(toml, code)
    assert findings(apply_edits(toml, finding.fix.edits[0]), code) == []


@pytest.mark.parametrize("nec", [2017, 2020, 2023, 2026])
def test_sections_are_those_of_the_edition(nec):
    toml = example('size = "4 AWG", sets = 2, terminal = "75 °C"').replace("nec = 2023", f"nec = {nec}")
    assert one(toml, "EV205").source == f"NEC {nec} 310.10({'H' if nec == 2017 else 'G'})"
    small = example('size = "6 AWG", terminal = "75 °C"').replace("nec = 2023", f"nec = {nec}")
    assert ("310.15(B)(16)" if nec == 2017 else "310.16") in one(small, "EV202").source


# --- protection ---


@pytest.mark.parametrize(
    ("breaker", "current", "conductor", "codes"),
    [
        pytest.param(
            "100 A", "80 A", 'size = "3 AWG", ambient = "40 °C", current_carrying = 6', ["EV201"], id="N30-3-AWG"
        ),
        pytest.param("100 A", "80 A", 'size = "2 AWG", ambient = "40 °C", current_carrying = 6', [], id="N30-2-AWG"),
        pytest.param("100 A", "80 A", 'size = "3 AWG"', [], id="75-C-column"),
        # 115 x 0.8 = 92 A at 30 °C, which rounds up to 100 A; at 31 °C it is 88.3 A
        pytest.param("100 A", "80 A", 'size = "3 AWG", current_carrying = 6', [], id="30-C-unless-given"),
        pytest.param("100 A", "80 A", 'size = "4 AWG"', ["EV201", "EV202"], id="85-A-under-100"),
        pytest.param("90 A", "40 A", 'size = "4 AWG"', [], id="85-A-rounds-up-to-90"),
        pytest.param("100 A", "80 A", 'size = "3 AWG", insulation = "TW"', ["EV201", "EV202"], id="60-C-insulation"),
        pytest.param("30 A", "24 A", 'size = "10 AWG"', [], id="10-AWG-under-30"),
        pytest.param("35 A", "24 A", 'size = "10 AWG"', ["EV204"], id="10-AWG-under-35"),
        pytest.param("25 A", "20 A", 'size = "10 AWG", material = "Al"', [], id="10-AWG-Al-under-25"),
        pytest.param("30 A", "24 A", 'size = "10 AWG", material = "Al"', ["EV204"], id="10-AWG-Al-under-30"),
        pytest.param("100 A", "80 A", 'size = "3 AWG", roof_height = "0.5 in"', ["EV201", "EV202"], id="on-a-hot-roof"),
        pytest.param(
            "100 A", "80 A", 'size = "3 AWG", roof_height = "0.5 in", insulation = "XHHW-2"', [], id="XHHW-2-on-a-roof"
        ),
        pytest.param("100 A", "80 A", 'size = "3 AWG", current_carrying = 24, length = "2 ft"', [], id="nipple"),
        pytest.param(
            "100 A",
            "80 A",
            'size = "3 AWG", current_carrying = 24, length = "2.1 ft"',
            ["EV201", "EV202"],
            id="no-nipple",
        ),
        pytest.param("100 A", "80 A", 'size = "3 AWG", ambient = "90 °C"', ["EV201", "EV202"], id="far-too-hot"),
    ],
)
def test_ampacity_of_a_branch_circuit(breaker, current, conductor, codes):
    toml = example(f'{conductor}, terminal = "75 °C"', breaker=breaker, current=current)
    assert [finding.code for finding in findings(toml, "EV201", "EV202", "EV204")] == codes


def test_the_message_has_the_numbers():
    finding = one(example('size = "3 AWG", ambient = "40 °C", current_carrying = 6, terminal = "75 °C"'), "EV201")
    assert finding.severity == "error"
    assert "3 AWG Cu carries 83.7 A (40 °C, 6 conductors in the raceway, 75 °C terminals)" in finding.message
    assert finding.remedy == 'size = "2 AWG"'
    assert finding.path == ("circuits", "C", "conductor", "size")
    assert finding.labels[0].path == ("circuits", "C", "breaker")


def test_a_smaller_device_is_a_way_out_where_it_carries_the_load():
    toml = example('size = "4 AWG", terminal = "75 °C"', current="64 A")
    assert one(toml, "EV201").remedy == 'size = "3 AWG", or a 90 A breaker'
    assert one(example('size = "4 AWG", terminal = "75 °C"'), "EV201").remedy == 'size = "3 AWG"'


def test_nothing_helps_where_it_is_too_hot():
    assert one(example('size = "3 AWG", terminal = "75 °C", ambient = "90 °C"'), "EV201").remedy == ""


SECONDARY = 'kind = "transformer"\nrating = "150 kVA"'


def behind(feeder, supply=SECONDARY):
    return example(feeder=feeder, supply=supply)


@pytest.mark.parametrize("fed_from", ["", '\nfed_from = "V"'])
def test_long_secondary_conductors_of_a_transformer_of_ones_own(fed_from):
    service = '[supplies.V]\nkind = "service"\nrating = "800 A"\nsystem = "480Y/277"\n\n[supplies.U]'
    toml = behind('size = "600 kcmil", length = "25.1 ft"', SECONDARY + fed_from).replace("[supplies.U]", service)
    finding = one(toml, "EV209")
    assert finding.severity == "warning"
    assert finding.remedy.startswith('length = "25 ft"')
    assert len(finding.notes) == (1 if fed_from else 2)


def test_a_larger_size_keeps_a_grounding_conductor_that_is_large_enough():
    toml = example('size = "4 AWG", terminal = "75 °C", length = "60 ft", egc = "8 AWG"', current="64 A")
    assert one(toml, "EV201").remedy.startswith('size = "3 AWG", or')


def test_secondary_conductors_do_not_round_up():
    assert findings(behind('size = "600 kcmil"'), "EV201") == []
    finding = one(behind('size = "500 kcmil"'), "EV201")
    assert finding.source == "NEC 2023 240.21(C)"
    assert finding.severity == "warning"  # the transformer may be the utility's
    assert finding.notes


def test_behind_a_transformer_of_ones_own_that_is_an_error():
    toml = behind('size = "500 kcmil"').replace("[panels.EV1]", _OWN, 1)
    finding = one(
        toml.replace('fed_from = "U"', 'fed_from = "T"', 1).replace('fed_from = "X"', 'fed_from = "U"'), "EV201"
    )
    assert (finding.severity, finding.notes) == ("error", ())


_OWN = '[supplies.T]\nkind = "transformer"\nrating = "150 kVA"\nsystem = "208Y/120"\nfed_from = "X"\n\n[panels.EV1]'


@pytest.mark.parametrize(
    ("supply", "codes"),
    [
        pytest.param('rating = "400 A"\nconductor = { size = "500 kcmil" }', [], id="a-service-rounds-up"),
        pytest.param('rating = "450 A"\nconductor = { size = "500 kcmil" }', ["EV201"], id="but-only-once"),
        pytest.param('rating = "800 A"\nconductor = { size = "500 kcmil", sets = 2 }', [], id="two-sets-under-800"),
        pytest.param(
            'rating = "1200 A"\nconductor = { size = "400 kcmil", sets = 3 }', ["EV201"], id="three-under-1200"
        ),
    ],
)
def test_service_conductors(supply, codes):
    toml = example(supply=f'kind = "service"\n{supply}')
    assert [f.code for f in findings(toml, "EV201") if f.path[0] == "supplies"] == codes


def test_conductors_of_a_transformer_end_at_the_one_main_behind_it():
    supply = SECONDARY + '\nconductor = { size = "500 kcmil", length = "20 ft" }'
    toml = example(supply=supply).replace('conductor = { size = "600 kcmil"', 'spaces = 42 # { size = "600 kcmil"')
    assert one(toml, "EV201").path == ("supplies", "U", "conductor", "size")
    assert findings(toml, "EV209") == []
    given_device = toml.replace("conductor = { size", 'secondary_breaker = "350 A"\nconductor = { size', 1)
    assert findings(given_device, "EV201") == []


@pytest.mark.parametrize(
    ("supply", "severity"),
    [
        (SECONDARY, "warning"),
        (SECONDARY + '\nfed_from = "V"', "error"),
        ('kind = "service"\nrating = "450 A"', "error"),
    ],
)
def test_only_what_may_be_the_utilitys_is_in_doubt(supply, severity):
    service = '[supplies.V]\nkind = "service"\nrating = "800 A"\nsystem = "480Y/277"\n\n[supplies.U]'
    toml = example(supply=supply + '\nconductor = { size = "500 kcmil" }').replace("[supplies.U]", service)
    (finding,) = [f for f in findings(toml, "EV201") if f.path[:2] == ("supplies", "U")]
    assert finding.severity == severity


def test_conductors_to_two_panels_are_not_those_of_the_transformer():
    supply = SECONDARY + '\nconductor = { size = "600 kcmil" }'
    toml = example(supply=supply) + '\n[panels.EV2]\nfed_from = "U"\nmain = "100 A"\n'
    assert one(toml, "EV202").message.endswith("needs conductor.size in [panels.EV2]")


def test_conductors_of_a_transformer_that_end_at_several_devices_are_not_checked():
    supply = SECONDARY + '\nconductor = { size = "500 kcmil" }'
    toml = example(supply=supply) + '\n[panels.EV2]\nfed_from = "U"\nmain = "100 A"\nconductor = { size = "1 AWG" }\n'
    finding = one(toml, "EV201")
    assert finding.status == "not checked"
    assert finding.message.endswith("the one device that the conductors of U end at")


BREAKER = 'feeder = { breaker = "300 A" }\n'


@pytest.mark.parametrize(
    ("panels", "noun"),
    [
        (
            '[panels.EV1]\nfed_from = "U"\nmain = "400 A"\n\n[panels.EV2]\nfed_from = "EV1"\n' + BREAKER,
            "300 A feeder breaker",
        ),
        ('[panels.EV2]\nfed_from = "U"\n', "800 A service U"),
        ('[panels.EV0]\nfed_from = "U"\n\n[panels.EV2]\nfed_from = "EV0"\n' + BREAKER, "300 A feeder breaker"),
    ],
)
def test_a_panel_without_a_main_is_protected_by_what_is_ahead_of_it(panels, noun):
    toml = (
        '[site]\nnec = 2023\n\n[supplies.U]\nkind = "service"\nrating = "800 A"\nsystem = "208Y/120"\n\n'
        f'{panels}conductor = {{ size = "3/0 AWG" }}\n'
    )
    assert noun in next(f for f in findings(toml, "EV201") if f.severity == "error").message


def test_a_panel_without_a_main_behind_a_transformer():
    toml = behind('size = "500 kcmil"').replace('main = "400 A"\n', "")
    assert one(toml, "EV201").status == "not checked"
    assert ": 100 A, where" in one(toml, "EV203").message  # 125 % of the load, as there is no device
    device = toml.replace('rating = "150 kVA"', 'rating = "150 kVA"\nsecondary_breaker = "400 A"')
    assert "400 A secondary breaker of U" in one(device, "EV201").message


# --- load ---


def test_a_full_feeder_needs_the_whole_rating_at_its_terminals():
    """500 kcmil may be under a 400 A main, but not with 320 A of continuous load on it: that asks for 400 A."""
    load = '[loads.L]\non = "EV1"\ncurrent = "240 A"\n'
    toml = example(feeder='size = "500 kcmil"') + load
    finding = one(toml, "EV202")
    assert finding.message == (
        "Feeder to EV1: 500 kcmil Cu carries 380 A at the 75 °C column of its terminals, and 1.25 x 320 A = 400 A is "
        "needed: 2 x 3/0 AWG"
    )
    assert finding.notes == ("L counts as continuous (125 %): say continuous = false if it is not",)
    assert finding.source == "NEC 2023 215.2(A)(1), Table 310.16, 110.14(C)"
    assert findings(toml.replace("500 kcmil", "600 kcmil"), "EV202") == []
    mixed = one(toml + 'continuous = false\n[loads.M]\non = "EV1"\ncurrent = "60 A"\n', "EV202")
    assert "1.25 x 140 A + 240 A = 415 A" in mixed.message


def test_the_load_of_a_group_is_its_setpoint():
    port = 'size = "3 AWG", terminal = "75 °C"'
    alone = example(port, current="40 A").replace("ports = 1", "ports = 4")
    alone = alone.replace('circuits = "C"', 'circuit = "C"')
    assert [f.code for f in findings(alone, "EV202")] == ["EV202"]
    assert findings(alone + '\n[groups.G]\non = "C"\nlimit = "80 A"\n', "EV202") == []


# --- terminals, parallel, grounding ---


@pytest.mark.parametrize(("breaker", "assumed"), [("100 A", True), ("110 A", False)])
def test_terminals_are_assumed_up_to_100_a(breaker, assumed):
    toml = example('size = "1/0 AWG", egc = "4 AWG"', breaker=breaker, current="72 A")
    assert [f.code for f in findings(toml, "EV203")] == (["EV203"] if assumed else [])


@pytest.mark.parametrize(
    ("conductor", "needed"),
    [
        ('size = "3 AWG", egc = "8 AWG"', None),
        ('size = "3 AWG", egc = "10 AWG"', "8 AWG"),
        ('size = "1 AWG", egc = "6 AWG"', "4 AWG"),
        ('size = "3 AWG", egc = "8 AWG", egc_material = "Al"', "6 AWG"),
        ('size = "1 AWG", material = "Al", egc = "6 AWG"', None),
        ('size = "1 AWG", material = "Al", egc = "8 AWG", egc_material = "Cu"', None),
    ],
)
def test_equipment_grounding_conductor(conductor, needed):
    found = findings(example(f'{conductor}, terminal = "75 °C"'), "EV206")
    assert [f.remedy for f in found] == ([] if needed is None else [f'egc = "{needed}"'])


def test_one_conductor_instead_of_small_ones_in_parallel():
    finding = one(example('size = "4 AWG", sets = 2, terminal = "75 °C"'), "EV205")
    assert finding.severity == "warning"
    assert finding.remedy == 'size = "3 AWG" and sets = 1, or size = "1/0 AWG"'


def test_why_a_grounding_conductor_has_to_be_larger_than_the_table_says():
    upsized = one(example('size = "1/0 AWG", terminal = "75 °C", egc = "8 AWG"'), "EV206").message
    assert "of 4 AWG Cu, in proportion to 1/0 AWG Cu, found 8 AWG" in upsized
    listed = one(example('size = "3 AWG", terminal = "75 °C", egc = "10 AWG"'), "EV206").message
    assert "of 8 AWG Cu, found 10 AWG" in listed


def test_a_grounding_conductor_without_a_device_is_not_checked_further():
    toml = behind('size = "500 kcmil"').replace('main = "400 A"\n', "")
    inner = '\n[panels.EV2]\nfed_from = "EV1"\nconductor = { size = "3 AWG", egc = "14 AWG" }\n'
    assert [f for f in findings(toml + inner, "EV206") if f.severity == "error"] == []


def test_each_parallel_raceway_has_a_grounding_conductor_of_full_size():
    toml = example(feeder='size = "3/0 AWG", sets = 2, egc = "4 AWG"')
    assert "3 AWG Cu in each raceway, found" in one(toml, "EV206").message


def test_ahead_of_the_device_of_a_transformer_there_is_no_grounding_conductor():
    assert findings(behind('size = "600 kcmil"'), "EV206") == []


def test_a_larger_size_takes_its_grounding_conductor_along():
    toml = example('size = "3 AWG", terminal = "75 °C", length = "220 ft", egc = "8 AWG"')
    finding = one(toml, "EV207")
    assert finding.remedy == 'size = "1 AWG" and egc = "4 AWG", or length = "159 ft"'
    assert findings(apply_edits(toml, finding.fix.edits[0]), "EV206", "EV207") == []


# --- voltage drop, neutral ---


def test_three_percent_exactly_pass():
    """100 ft of 3 AWG copper at 80 A lose 3.92 V; 3 % of 208 V are 6.24 V, so 159.18 ft do."""
    at_most = 'size = "3 AWG", terminal = "75 °C", egc = "8 AWG", length = "{} ft"'
    assert findings(example(at_most.format(159.18)), "EV207") == []
    assert len(findings(example(at_most.format(159.2)), "EV207")) == 1


def test_the_raceway_decides_the_resistance():
    at_most = 'size = "3 AWG", terminal = "75 °C", egc = "8 AWG", length = "158 ft"'
    assert findings(example(at_most), "EV207") == []
    assert len(findings(example(at_most + ', raceway = "pvc"'), "EV207")) == 1


def test_drops_add_up_along_the_way():
    toml = example(
        'size = "3 AWG", terminal = "75 °C", egc = "8 AWG", length = "150 ft"',
        'size = "1/0 AWG", terminal = "75 °C", length = "340 ft"',
    )
    (total,) = findings(toml, "EV207")
    assert "5.59 % from the supply on, 2.83 % of it here" in total.message
    assert total.path[0] == "circuits"


def test_where_the_feeder_loses_all_no_circuit_can_help():
    toml = example(feeder='size = "1/0 AWG", terminal = "75 °C", length = "700 ft"')
    circuit, feeder = sorted(findings(toml, "EV207"), key=lambda f: f.path)
    assert circuit.remedy == ""
    assert feeder.remedy
    assert (circuit.source, feeder.source) == (
        "NEC 2023 210.19 informational note",
        "NEC 2023 215.2 informational note",
    )


def test_no_remedy_of_no_length():
    """The feeder leaves 0.003 % to a circuit of 150 ft, less than one foot of it."""
    toml = example(
        'size = "3 AWG", terminal = "75 °C", egc = "8 AWG", length = "150 ft"',
        'size = "1/0 AWG", terminal = "75 °C", length = "615 ft"',
    )
    (total,) = [f for f in findings(toml, "EV207") if "from the supply on" in f.message]
    assert "length" not in total.remedy


@pytest.mark.parametrize(
    ("phases", "extra", "words"),
    [
        ("AB", "", "Branch circuit C: no charging from line to neutral: the neutral conductor may be left out"),
        ("A", "", "Branch circuit C: the neutral carries up to 16 A and counts"),
        ("AB", '\n[loads.L]\non = "EV1"\ncurrent = "10 A"\nphases = "BN"\n', "EV1: the neutral carries up to 10 A"),
    ],
)
def test_neutral(phases, extra, words):
    toml = example('size = "6 AWG", terminal = "75 °C"', breaker="20 A", current="16 A", more=f'phases = "{phases}"')
    extra += extra.replace("[loads.L]", "[loads.M]").replace("10 A", "4 A").replace("BN", "CN")
    extra += extra.replace("[loads.", "[loads.N").replace("10 A", "0 A").replace("4 A", "3 A")
    messages = [f.message for f in findings(toml + extra, "EV208")]
    assert any(words in message for message in messages)


def test_other_load_on_a_circuit_to_neutral_is_in_its_neutral():
    toml = example('size = "6 AWG", terminal = "75 °C"', breaker="40 A", current="16 A", more='phases = "A"')
    (circuit, *_) = [f.message for f in findings(toml + '\n[loads.L]\non = "C"\ncurrent = "10 A"\n', "EV208")][::-1]
    assert circuit.startswith("Branch circuit C: the neutral carries up to 26 A and counts")


@pytest.mark.parametrize(
    ("system", "feeder_words"),
    [("208Y/120", "where most of the load is nonlinear"), ("240/120", "counts as a current-carrying conductor")],
)
def test_a_neutral_counts_where_it_does_not_cancel(system, feeder_words):
    toml = example(
        'size = "6 AWG", terminal = "75 °C"', breaker="20 A", current="16 A", more='phases = "A"', system=system
    )
    circuit, feeder = [f.message for f in findings(toml, "EV208")][::-1]
    assert circuit == "Branch circuit C: the neutral carries up to 16 A and counts as a current-carrying conductor"
    assert feeder.startswith("Feeder to EV1: the neutral carries up to 16 A")
    assert feeder.endswith(feeder_words)


# --- nothing passes silently ---

PLAIN = (
    '[site]\nnec = 2023\n\n[supplies.U]\nkind = "{kind}"\nrating = "150 kVA"\nsystem = "208Y/120"\n\n'
    '[panels.EV1]\nfed_from = "U"\nmain = "400 A"\n\n[circuits.C]\ncount = 3\npanel = "EV1"\nbreaker = "100 A"\n'
)


@pytest.mark.parametrize("code", CODES)
def test_a_rule_without_its_input_says_so_once(code):
    finding = one(PLAIN.format(kind="transformer"), code)
    assert finding.message.startswith("not checked: ")
    assert "needs" in finding.message
    assert finding.severity == "info"


def test_without_a_transformer_nothing_is_said_of_secondary_conductors():
    assert findings(PLAIN.format(kind="service"), "EV209") == []


def test_a_site_of_supplies_alone_has_no_conductors_to_check():
    assert findings(PLAIN.format(kind="service").split("[panels")[0]) == []


def test_what_lacks_its_conductor_is_named():
    toml = PLAIN.format(kind="service").replace("[circuits.C]", 'conductor = { size = "600 kcmil" }\n\n[circuits.C]')
    assert [f.message.split("needs ")[1] for f in findings(toml, "EV202")] == ["conductor.size in [circuits.C]"]
    assert [f.message.split("needs ")[1] for f in findings(toml, "EV206")] == [
        "conductor.size and conductor.egc in [circuits.C]; conductor.egc in [panels.EV1]"
    ]
    assert [f.message.split("needs ")[1] for f in findings(toml, "EV207")] == [
        "conductor.size and conductor.length in [circuits.C]; conductor.length in [panels.EV1]"
    ]


def test_circuits_that_are_alike_are_one_finding():
    toml = PLAIN.format(kind="service") + 'conductor = { size = "4 AWG", terminal = "75 °C" }\n'
    (finding,) = [f for f in findings(toml, "EV201") if f.severity == "error"]
    assert finding.message.startswith("Branch circuits C1 to C3: ")


# --- over many conductors ---

# larger phase conductors ask for a larger grounding conductor (250.122(B)), so none is given here
lying = st.fixed_dictionaries(
    {
        "material": st.sampled_from(["Cu", "Al"]),
        "terminal": st.sampled_from(["60 °C", "75 °C"]),
        "insulation": st.sampled_from(["TW", "THWN", "THWN-2", "XHHW-2"]),
        "ambient": st.sampled_from(["20 °C", "30 °C", "42 °C", "55 °C"]),
        "current_carrying": st.sampled_from([2, 3, 6, 10, 40]),
        "sets": st.sampled_from([1, 2]),
        "length": st.sampled_from(["30 ft", "150 ft", "600 ft"]),
    }
)


def inline(size, keys):
    values = ", ".join(
        f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {value}" for key, value in keys.items()
    )
    return f'size = "{size_words(size)}", {values}'


@settings(max_examples=examples(60), deadline=None)
@given(
    keys=lying,
    breaker=st.sampled_from([20, 30, 50, 100, 125, 200]),
    pair=st.lists(st.integers(0, len(sizes()) - 1), min_size=2, max_size=2, unique=True),
)
def test_a_larger_conductor_never_adds_a_finding(keys, breaker, pair):
    small, large = sorted(pair)
    assume(small > 0 or keys["material"] == "Cu")  # there is no 14 AWG aluminium
    current = f"{0.8 * breaker:g} A"
    found = [
        {f.code for f in findings(example(inline(sizes()[place], keys), breaker=f"{breaker} A", current=current))}
        for place in (small, large)
    ]
    assert found[1] <= found[0]
