"""How full raceways are, what cables may carry, and what neutrals are told."""

from __future__ import annotations

import pytest
import tomli
from snippets import with_conductors as example

from evsite.model.finding import SiteFileError
from evsite.rules import check
from evsite.sitefile.edits import apply_edits
from evsite.sitefile.loading import loads

EXACT = 'terminal = "75 °C", length = "60 ft"'
FEEDER = 'size = "500 kcmil", terminal = "75 °C", length = "50 ft", egc = "3 AWG", raceway = "EMT", trade_size = "4"'


def found(toml, code):
    return [finding for finding in check(loads(toml), select=[code]).findings if finding.code == code]


def reported(toml, code="EV212"):
    return [finding for finding in found(toml, code) if finding.status != "not checked"]


def unchecked(toml, code="EV212"):
    return [finding.message for finding in found(toml, code) if finding.status == "not checked"]


def run(conductor, **more):
    return example(f"{conductor}, {EXACT}", feeder=FEEDER, **more)


# --- fill ---


@pytest.mark.parametrize(
    ("conductor", "fits", "too_full"),
    [
        pytest.param('size = "1 AWG", egc = "8 AWG", raceway = "EMT"', "1-1/4", "1", id="2#1+#8-by-0.003-in2"),
        pytest.param('size = "3 AWG", egc = "8 AWG", raceway = "EMT"', "1", "3/4", id="2#3+#8"),
        pytest.param('size = "8 AWG", egc = "10 AWG", raceway = "EMT"', "1/2", None, id="2#8+#10"),
        pytest.param('size = "3 AWG", egc = "8 AWG", raceway = "PVC-80"', "1", "3/4", id="PVC-80"),
        pytest.param('size = "1 AWG", egc = "8 AWG", raceway = "IMC"', "1", "3/4", id="IMC-is-wider"),
        pytest.param('size = "3 AWG", egc = "8 AWG", raceway = "EMT", neutral = "3 AWG"', "1", "3/4", id="neutral"),
        pytest.param('size = "2 AWG", egc = "8 AWG", raceway = "EMT", neutral = "2 AWG"', "1-1/4", "1", id="neutral-2"),
    ],
)
def test_the_smallest_trade_size_that_passes_and_the_next_smaller(conductor, fits, too_full):
    assert reported(run(f'{conductor}, trade_size = "{fits}"')) == []
    if too_full is not None:
        (finding,) = reported(run(f'{conductor}, trade_size = "{too_full}"'))
        assert (finding.severity, finding.remedy) == ("error", f'trade_size = "{fits}"')
        assert reported(apply_edits(run(f'{conductor}, trade_size = "{too_full}"'), finding.fix.edits[0])) == []


def test_three_phase_conductors_and_their_ground():
    """Three 3/0 AWG and one 3 AWG take 0.901 in2: 2 in EMT has room for 1.342."""
    feeder = 'size = "3/0 AWG", terminal = "75 °C", egc = "3 AWG", raceway = "EMT", trade_size = "{}"'
    assert reported(example(feeder=feeder.format("2"))) == []
    assert reported(example(feeder=feeder.format("1-1/2")))[0].remedy == 'trade_size = "2"'


def test_the_message_has_the_numbers():
    (finding,) = reported(run('size = "1 AWG", egc = "8 AWG", raceway = "EMT", trade_size = "1"'))
    assert finding.message == (
        "Branch circuit C: 2 x 1 AWG and an equipment grounding conductor of 8 AWG fill 40.4 % of a 1 in EMT raceway, "
        "above the 40 % for three conductors and more"
    )
    assert finding.source == "NEC 2023 Chapter 9 Table 1"
    assert "the equipment grounding conductor counts as insulated" in finding.notes


def test_more_than_the_largest_trade_size_takes():
    (finding,) = reported(example(feeder=f"{FEEDER}, current_carrying = 12"))
    assert (finding.severity, finding.remedy) == ("warning", "more than one raceway")


def test_two_conductors_may_fill_31_percent_only_where_no_more_can_be_in_the_raceway():
    """Without a ground in the file the metal raceway may be it or not: what is surely too much is over 40 %."""
    assert reported(run('size = "1 AWG", raceway = "EMT", trade_size = "1"')) == []  # 36.2 %
    assert len(reported(run('size = "1 AWG", raceway = "EMT", trade_size = "3/4"'))) == 1  # 58.6 %


def test_a_conductor_to_neutral_has_a_neutral_as_large():
    small = {"breaker": "20 A", "current": "16 A", "more": 'phases = "A"'}
    (finding,) = reported(run('size = "6 AWG", egc = "12 AWG", raceway = "PVC-80", trade_size = "1/2"', **small))
    assert "1 x 6 AWG, a neutral of 6 AWG and an equipment grounding conductor of 12 AWG" in finding.message


def test_a_nipple_may_be_fuller():
    toml = run('size = "1 AWG", egc = "8 AWG", raceway = "EMT", trade_size = "1"')
    assert len(reported(toml)) == 1
    assert reported(toml.replace("60 ft", "2 ft")) == []


def test_conductors_of_other_circuits_are_no_error_as_their_sizes_are_not_known():
    toml = run('size = "3 AWG", egc = "8 AWG", raceway = "EMT", trade_size = "1", current_carrying = 6')
    (finding,) = reported(toml)
    assert finding.severity == "warning"
    assert "and 4 conductors of other circuits, if as large, fill 71.8 %" in finding.message
    assert finding.remedy == 'trade_size = "1-1/2"'
    own = run('size = "1 AWG", egc = "8 AWG", raceway = "EMT", trade_size = "1", current_carrying = 6')
    assert [f.severity for f in reported(own)] == ["error"]
    assert reported(run('size = "3 AWG", egc = "8 AWG", raceway = "EMT", trade_size = "1", current_carrying = 2')) == []


def test_aluminum_may_be_compact():
    toml = run('size = "1 AWG", material = "Al", egc = "8 AWG", raceway = "EMT", trade_size = "1"')
    (finding,) = reported(toml)
    assert finding.severity == "warning"
    assert any("compact" in note for note in finding.notes)


@pytest.mark.parametrize(
    ("conductor", "needs"),
    [
        ('size = "3 AWG", egc = "8 AWG"', "conductor.raceway and conductor.trade_size in [circuits.C]"),
        ('size = "3 AWG", raceway = "steel", trade_size = "1"', "conductor.raceway in [circuits.C]"),
        ('size = "3 AWG", raceway = "EMT"', "conductor.trade_size in [circuits.C]"),
        (
            'size = "3 AWG", raceway = "EMT", trade_size = "1", insulation = "THW"',
            "the area of conductors of that size",
        ),
        ('size = "3 AWG", raceway = "PVC-40", trade_size = "1"', "conductor.egc in [circuits.C]"),
    ],
)
def test_what_is_not_said_is_reported_and_does_not_pass(conductor, needs):
    toml = run(conductor)
    assert reported(toml) == []
    assert any(f"how full raceways are needs {needs}" in message for message in unchecked(toml))


def test_thhn_and_xhhw_have_the_areas_of_their_kind():
    at = 'size = "1 AWG", egc = "8 AWG", raceway = "EMT", trade_size = "1", insulation = "{}"'
    percents = {
        name: reported(run(at.format(name)))[0].message.split("fill ")[1][:6] for name in ("THHN", "THWN", "XHHW")
    }
    assert percents == {"THHN": "40.4 %", "THWN": "40.4 %", "XHHW": "40.6 %"}


def test_a_larger_conductor_takes_its_raceway_along():
    toml = run('size = "4 AWG", egc = "8 AWG", raceway = "EMT", trade_size = "3/4"')
    (finding,) = reported(toml, "EV202")
    assert finding.remedy == 'size = "3 AWG" and trade_size = "1"'
    assert reported(apply_edits(toml, finding.fix.edits[0])) == []


# --- how they are written ---


@pytest.mark.parametrize("written", ["1-1/4", "1 1/4", "1.25", "1-1/4 in", '1 1/4\\"', " 1-1/4 inch "])
@pytest.mark.parametrize("kind", ["EMT", "emt"])
def test_trade_sizes_and_kinds_as_people_write_them(kind, written):
    toml = run(f'size = "3 AWG", egc = "8 AWG", raceway = "{kind}", trade_size = "{written}"')
    conductor = loads(toml).circuits["C"].conductor
    assert (conductor.raceway_kind, conductor.raceway, conductor.trade_size) == ("EMT", "steel", "1-1/4")


@pytest.mark.parametrize(
    ("written", "size"),
    [("0.5", "1/2"), (".75", "3/4"), ("1/2", "1/2"), ("2", "2"), ("2.0 in", "2"), ("2-1/2", "2-1/2")],
)
def test_more_trade_sizes(written, size):
    toml = run(f'size = "3 AWG", raceway = "PVC sch 40", trade_size = "{written}"')
    conductor = loads(toml).circuits["C"].conductor
    assert (conductor.raceway_kind, conductor.raceway, conductor.trade_size) == ("PVC-40", "pvc", size)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ('raceway = "FMC"', '\'FMC\' is no raceway, expected "pvc", "steel", "aluminum", "EMT"'),
        ('raceway = "EMT", trade_size = "7/8"', "'7/8' is no trade size of a raceway"),
        ('raceway = "EMT", trade_size = 1', "found the number 1, expected a trade size such as"),
        ('raceway = "EMT", trade_size = ""', "'' is no trade size"),
        ('raceway = "EMT", trade_size = "10"', "'10' is no trade size"),
        ('raceway = "IMC", trade_size = "11/4"', "'11/4' is no trade size"),
        ('cable = "BX"', "'BX' is no type of cable, expected \"NM-B\""),
        ('cable = "SER", raceway = "EMT"', "has conductors with both a cable and a raceway"),
        ('cable = "SER", trade_size = "1"', "has conductors with both a cable and a trade size"),
        ("cable = 3", "found a number, expected"),
    ],
)
def test_what_is_refused(keys, words):
    with pytest.raises(SiteFileError) as refused:
        loads(run(f'size = "3 AWG", {keys}'))
    assert [words in finding.message for finding in refused.value.findings] == [True]


@pytest.mark.parametrize("word", ["pvc", "steel", "aluminum", "PVC", "aluminium"])
def test_materials_stay_valid_and_are_no_kind(word):
    conductor = loads(run(f'size = "3 AWG", raceway = "{word}"')).circuits["C"].conductor
    assert (conductor.raceway, conductor.raceway_kind) == (word.lower().replace("ium", "um"), None)


@pytest.mark.parametrize(("kind", "material"), [("EMT", "steel"), ("PVC-40", "pvc")])
def test_the_kind_decides_the_impedance_like_its_material(kind, material):
    at = 'size = "3 AWG", egc = "8 AWG", terminal = "75 °C", length = "170 ft", raceway = "{}"'
    by_kind, by_material = (reported(example(at.format(word)), "EV207")[0].message for word in (kind, material))
    assert by_kind == by_material


# --- cables ---

NM_B = example('size = "6 AWG", cable = "NM-B", terminal = "75 °C"', breaker="60 A", current="48 A")


@pytest.mark.parametrize("keys", ['cable = "NM-B"', 'insulation = "NM-B"', 'cable = "Romex"', 'cable = "nm-b"'])
def test_nm_b_carries_what_the_60_degree_column_has(keys):
    (finding,) = reported(NM_B.replace('cable = "NM-B"', keys), "EV202")
    assert finding.message == (
        "Branch circuit C: 6 AWG Cu NM-B carries 55 A at the 60 °C column that 334.80 asks for, and "
        "1.25 x 48 A = 60 A is needed: 4 AWG"
    )
    assert finding.source == "NEC 2023 210.19(A)(1), Table 310.16, 110.14(C), 334.80"
    assert reported(NM_B, "EV201") == []  # 55 A rounds up to 60 A
    assert reported(apply_edits(NM_B, finding.fix.edits[0]), "EV202") == []


def test_nobody_asks_what_terminals_nm_b_is_on():
    bare = NM_B.replace('"NM-B", terminal = "75 °C"', '"NM-B"')
    assert [f.path for f in reported(bare, "EV203") if f.path[0] == "circuits"] == []
    assert len(reported(bare.replace("NM-B", "SER"), "EV203")) == 1


def test_nm_b_in_the_heat_starts_from_90_degrees():
    """75 A x 0.91 x 0.8 = 54.6 A at 40 °C beside another cable, hardly less than the 55 A of its column."""
    toml = example(
        'size = "6 AWG", cable = "NM-B", terminal = "75 °C", ambient = "40 °C", current_carrying = 4',
        breaker="60 A",
        current="44 A",
    )
    assert reported(toml, "EV201") == reported(toml, "EV202") == []


def test_other_cables_go_by_their_terminals():
    ser = example('size = "6 AWG", cable = "SER", terminal = "75 °C"', breaker="60 A", current="48 A")
    assert reported(ser, "EV202") == []
    assert reported(ser) == []
    assert not any("C" in message.split("of")[-1] for message in unchecked(ser))
    assert loads(ser).circuits["C"].conductor.insulation == "XHHW-2"
    thin = example('size = "8 AWG", cable = "SER", terminal = "75 °C"', breaker="60 A", current="48 A")
    assert "8 AWG Cu SER carries 50 A at the 75 °C column of its terminals" in reported(thin, "EV202")[0].message


def test_insulation_that_is_given_comes_before_that_of_the_cable():
    text = run('size = "3 AWG", cable = "MC", insulation = "THWN"')
    assert loads(text).circuits["C"].conductor.insulation == "THWN"
    (finding,) = reported(text.replace("3 AWG", "4 AWG").replace("75 °C", "75 °C"), "EV202")
    assert "4 AWG Cu MC" in finding.message
    assert tomli.loads(text)["circuits"]["C"]["conductor"]["cable"] == "MC"


# --- other load ---


def test_an_overload_in_words_of_an_electrician():
    toml = (
        '[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "400 A"\nsystem = "240/120"\n'
        '[panels.House]\nfed_from = "U"\nmain = "200 A"\n[circuits.C]\npanel = "House"\nbreaker = "60 A"\ncount = 2\n'
        '[stations.S]\nports = 1\nmax_current = "48 A"\ncircuits = "C"\ncount = 2\n'
        '[loads.Rest]\non = "House"\ncurrent = "120 A"\ncontinuous = false\n'
    )
    (finding,) = reported(toml, "EV403")
    assert finding.message == (
        "Feeder to House: 2 chargers without load management, 1.25 x 96 A + 120 A = 240 A, above the 200 A main"
    )
    (finding,) = reported(toml.replace("continuous = false", ""), "EV102")
    assert finding.message.startswith("Feeder to House: 2 chargers and other load, 1.25 x 216 A = 270 A, above")
    assert "Rest counts as continuous (125 %): say continuous = false if it is not" in finding.notes


def test_stations_with_two_ports_are_counted_by_their_ports():
    toml = example(current="80 A").replace("ports = 1", "ports = 2").replace('circuits = "C"', 'circuit = "C"')
    (finding,) = reported(toml, "EV403")
    assert finding.message.startswith("Branch circuit C: 2 ports without load management, 1.25 x 160 A")


def test_other_load_alone_is_no_charger():
    toml = example(more='[loads.Hall]\non = "EV2"\ncurrent = "100 A"\n[panels.EV2]\nfed_from = "EV1"\nmain = "100 A"\n')
    (finding,) = reported(toml, "EV102")
    assert finding.message == "Feeder to EV2: other load, 1.25 x 100 A = 125 A, above the 100 A main"


def test_load_that_nobody_called_continuous_is_reported():
    """1.25 x (80 A + 300 A) = 475 A on 400 A."""
    more = '[loads.HVAC]\non = "EV1"\ncurrent = "300 A"\n{}\n[loads.Pool]\non = "U"\ncurrent = "1 A"\n'
    note = "HVAC counts as continuous (125 %): say continuous = false if it is not"
    for code in ("EV102", "EV202"):
        (finding,) = reported(example(feeder=FEEDER, more=more.format("")), code)
        assert finding.notes.count(note) == 1
        (finding,) = reported(example(feeder=FEEDER, more=more.format("continuous = true")), code)
        assert not [each for each in finding.notes if "continuous" in each]
    with_hall = more.format("") + '[loads.Hall]\non = "EV1"\ncurrent = "1 A"\n[loads.A]\non = "EV1"\ncurrent = "1 A"\n'
    (finding,) = reported(example(feeder=FEEDER, more=with_hall), "EV102")
    assert "HVAC, Hall and A count as continuous (125 %): say continuous = false if they are not" in finding.notes


# --- neutrals ---


@pytest.mark.parametrize(
    ("nec", "section"), [(2017, "250.24(C)"), (2020, "250.24(C)"), (2023, "250.24"), (2026, "250.24")]
)
def test_no_service_is_reported_that_it_needs_no_neutral(nec, section):
    toml = example(supply='kind = "service"\nrating = "800 A"\nconductor = { size = "500 kcmil", sets = 2 }')
    by_path = {f.path[0]: f for f in reported(toml.replace("nec = 2023", f"nec = {nec}"), "EV208")}
    assert "may be left out; check the manual of the station" in by_path["circuits"].message
    both = [finding for path, finding in by_path.items() if path != "circuits"]
    assert both
    for finding in both:
        assert "but it (the grounded conductor) runs to every service disconnect" in finding.message
        assert finding.source == f"NEC {nec} {section}"


def test_a_feeder_from_a_panel_is_reported_that_nothing_uses_its_neutral():
    panel = '[panels.EV2]\nfed_from = "EV1"\nmain = "100 A"\nconductor = { size = "3 AWG" }\n[circuits.C]'
    toml = example().replace("[circuits.C]", panel)
    (finding,) = [f for f in reported(toml, "EV208") if f.path[1] == "EV2"]
    assert finding.message.startswith("Feeder to EV2: charging puts nothing on the neutral; other load")
