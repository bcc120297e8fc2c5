"""Panel schedules: nothing is left out, the numbers are those of the report, and what is not said is to be verified."""

from collections import Counter

import pytest
from hypothesis import given, settings
from site_sweeps import RULE_EXAMPLES, an_odd_site, rule_sites
from sites import cases

from effort import examples
from evsite.allocation.fallback import fallbacks_a
from evsite.documents.flat import flat_tables
from evsite.documents.model import Number, Verify
from evsite.documents.schedule.breakers import BELOW, SPACE
from evsite.documents.schedule.document import schedule
from evsite.output.documents.csv_files import csv_text
from evsite.output.documents.text import PAGE_WIDTH, render_document
from evsite.output.json.sheets import sheets_document
from evsite.output.text.terminal_style import TerminalStyle, cells
from evsite.rules import all_rules, check
from evsite.sitefile.keys import find_keys
from evsite.sitefile.loading import load, loads
from evsite.studies.site_report import report

EXAMPLES = ("office", "campus", "caltech-garage", "designs/hotel", "designs/house", "designs/depot")

PANEL = """
[supplies.U]
kind = "service"
rating = "800 A"
system = "208Y/120"
[panels.MDP]
fed_from = "U"
main = "400 A"
spaces = 42
"""


def rows_of(document, key):
    """The rows of a table over all sheets as dictionaries, with the name of what the sheet is about."""
    found = []
    for table in flat_tables(document):
        if table.key == key:
            keys = [column.key for column in table.columns]
            found += [{"about": sheet.about, **dict(zip(keys, row, strict=True))} for sheet, row in table.rows]
    return found


def totals_of(document, about):
    """The rows of the totals of a sheet by their figure."""
    return {row["figure"]: row for row in rows_of(document, "totals") if row["about"] == about}


def printed(row, legs="abc"):
    return [str(row[f"phase_{leg}"]) for leg in legs]


def written(document):
    """The document as every writer has it."""
    return (
        "".join(render_document(document, TerminalStyle(PAGE_WIDTH))),
        *(csv_text(document, table) for table in flat_tables(document)),
        sheets_document("site.toml", document),
    )


def judge(site):
    """Everything that holds for the schedules of any site."""
    document = schedule(site)
    breakers = rows_of(document, "breakers")
    # every circuit and every feeder that starts there exactly once, and so is every load that is on no circuit
    shown = Counter((row["kind"], row["name"]) for row in breakers)
    about = {sheet.about for sheet in document.sheets}
    nodes = (*site.panels.values(), *site.supplies.values())
    wanted = [("circuit", name) for name in site.circuits]
    wanted += [("feeder", node.name) for node in nodes if node.fed_from in about]
    wanted += [("load", load.name) for load in site.loads.values() if load.on in about]
    assert shown == Counter(wanted)
    # a breaker stands in the panel in as many spaces as it has poles, each of them once
    in_panel = Counter()
    for row in rows_of(document, "spaces"):
        for side in ("left", "right"):
            if row[f"{side}_description"] not in {"", SPACE}:
                in_panel[row["about"], str(row[f"{side}_space"])] += 1
    spaces = Counter(
        (row["about"], space)
        for row in breakers
        if isinstance(row["spaces"], str) and row["about"] in site.panels and row["spaces"][:1].isdigit()
        for space in row["spaces"].split(", ")
    )
    assert in_panel == spaces
    assert set(spaces.values()) <= {1}
    for name in about:
        total = totals_of(document, name)["connected volt-amperes"]
        for leg in "abc":
            column = [row.get(f"phase_{leg}_va", "") for row in breakers if row["about"] == name]
            summed = sum(cell.value for cell in column if isinstance(cell, Number))
            assert getattr(total.get(f"phase_{leg}", ""), "value", 0.0) == pytest.approx(summed)
    equipment = {
        (load.limit.owner, load.limit.leg): load.greatest
        for load in report(site, None, fallbacks_a(site)).equipment
        if load.limit.kind in {"panel", "service"} or load.limit.side == "secondary"
    }
    for name in about:
        rows = totals_of(document, name)
        held = next(row for figure, row in rows.items() if figure.startswith("vehicles at most"))
        for leg in "ABC":
            if (name, leg) in equipment:
                assert str(held[f"phase_{leg.lower()}"]) == f"{equipment[name, leg]:.2f}"
    text, *_ = written(document)
    assert max(map(cells, text.splitlines())) <= PAGE_WIDTH


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_schedules_of_an_example_leave_nothing_out_and_have_the_numbers_of_the_report(project, name):
    judge(load(f"examples/{name}.toml"))


@pytest.mark.parametrize("seed", range(10))
def test_no_odd_site_fails(seed):
    judge(an_odd_site(seed))


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, len(RULE_EXAMPLES), 60))
def test_no_example_of_a_rule_fails(first):
    for site in rule_sites(first, 60, step=3):
        judge(site)


@settings(max_examples=examples(50))
@given(cases())
def test_no_random_site_fails(case):
    judge(loads(case.text))


def test_the_rows_of_a_panel_take_turns_on_its_legs_and_both_sides_are_on_the_same(project):
    rows = rows_of(schedule(load("examples/office.toml")), "spaces")
    assert [row["phase"] for row in rows[:4]] == ["A", "B", "C", "A"]
    assert [(str(row["left_space"]), str(row["right_space"])) for row in rows[:2]] == [("1", "2"), ("3", "4")]
    assert (rows[0]["left_description"], rows[1]["left_description"]) == ("C1 EVSE S1.1", BELOW)
    assert (rows[0]["left_breaker"], str(rows[0]["left_va"]), str(rows[1]["left_va"])) == ("100/2", "8320", "8320")
    assert (rows[20]["left_description"], rows[20]["left_va"]) == (SPACE, "")


def test_sums_of_volt_amperes_are_no_line_currents(project):
    """27 stations of 30 A, nine on each pair: a third of the volt-amperes on each line, sqrt(3) x 9 x 30 A in it."""
    site = loads(
        PANEL.replace("400 A", "600 A").replace("42", "66")
        + '[circuits.C]\npanel = "MDP"\ncount = 27\nbreaker = "40 A"\nphases = ["AB", "BC", "CA"]\n'
        '[stations.S]\nports = 1\nmax_current = "30 A"\ncount = 27\ncircuits = "C"\n'
    )
    totals = totals_of(schedule(site), "MDP")
    assert printed(totals["connected volt-amperes"]) == ["56160"] * 3
    assert str(totals["connected volt-amperes"]["all"]) == str(27 * 30 * 208)
    assert printed(totals["connected line current"]) == ["467.65"] * 3
    assert printed(totals["demand, continuous load at 125 %"]) == ["584.57"] * 3


def test_the_demand_is_what_the_rules_compare_with_the_main(project):
    """The required rating in the message of a feeder rule is the demand of the schedule."""
    example = next(rule for rule in all_rules() if rule.code == "EV102").failing[0]
    site = loads(str(example))
    message = next(finding.message for finding in check(site, remedies=False).findings if finding.code == "EV102")
    totals = totals_of(schedule(site), "EV1")
    demand = [float(each) for each in printed(totals["demand, continuous load at 125 %"])]
    assert f"{max(demand):g} A" in message


def test_a_sub_panel_takes_the_spaces_of_its_feeder_and_brings_its_volt_amperes(project):
    document = schedule(load("examples/designs/hotel.toml"))
    feeder = next(row for row in rows_of(document, "breakers") if row["kind"] == "feeder")
    assert (feeder["about"], feeder["name"], feeder["spaces"], str(feeder["breaker_a"])) == (
        "MSB",
        "EV",
        "1, 3, 5",
        "400",
    )
    below = totals_of(document, "EV")["connected volt-amperes"]
    assert [str(feeder[f"phase_{leg}_va"]) for leg in "abc"] == printed(below)
    assert any("existing load of Utility" in note for note in document.sheets[0].notes)


def test_the_calculated_load_stands_beside_where_stations_count_more_than_they_draw(project):
    rows = totals_of(schedule(load("examples/campus.toml")), "West")
    assert rows["calculated, stations at their least value"]["basis"] == "NEC 2023 220.57"
    rows = totals_of(schedule(load("examples/office.toml")), "EV1")
    assert "calculated, stations at their least value" not in rows


@pytest.mark.parametrize(
    ("edition", "sections"),
    [(2017, "NEC 2017 215.3, 625.41"), (2023, "NEC 2023 215.3, 625.41"), (2026, "NEC 2026 215.3, 625.41")],
)
def test_the_demand_cites_the_edition_in_force(edition, sections):
    document = schedule(loads(f"[site]\nnec = {edition}\n" + PANEL))
    assert totals_of(document, "MDP")["demand, continuous load at 125 %"]["basis"] == sections


def test_spares_and_spaces_are_different_words_and_a_load_without_circuit_is_reported():
    site = loads(
        PANEL
        + '[circuits.C]\npanel = "MDP"\nbreaker = "40 A"\n'
        + '[circuits.H]\npanel = "MDP"\nbreaker = "60 A"\npoles = 3\n'
        + '[loads.HVAC]\non = "H"\ncurrent = "30 A"\ncontinuous = false\n'
        + '[loads.Lights]\non = "MDP"\ncurrent = "10 A"\n'
    )
    document = schedule(site)
    breakers = {row["name"]: row for row in rows_of(document, "breakers")}
    assert (breakers["C"]["serves"], breakers["C"]["load"]) == ("SPARE", "")
    assert (breakers["H"]["serves"], breakers["H"]["load"], str(breakers["H"]["phase_c_va"])) == (
        "load HVAC",
        "N",
        "3603",
    )
    assert isinstance(breakers["Lights"]["spaces"], Verify)
    assert [row["left_description"] for row in rows_of(document, "spaces")][:6] == [
        "C SPARE",
        BELOW,
        "H load HVAC",
        BELOW,
        BELOW,
        SPACE,
    ]
    notes = document.sheets[0].notes
    assert notes[0] == "5 spaces used, 1 spare breaker, 37 free spaces"
    assert any("Lights on MDP without a circuit" in note for note in notes)


def test_where_the_file_does_not_say_how_many_spaces_there_are_no_row_is_made_up():
    site = loads(
        PANEL.replace("spaces = 42\n", "") + '[circuits.C]\npanel = "MDP"\ncount = 3\nbreaker = "40 A"\npoles = 1\n'
    )
    document = schedule(site)
    rows = rows_of(document, "spaces")
    assert [(str(row["left_space"]), row["left_description"]) for row in rows] == [
        ("1", "C1 SPARE"),
        ("3", "C2 SPARE"),
        ("5", "C3 SPARE"),
    ]
    assert {row["right_description"] for row in rows} == {""}
    assert isinstance(rows_of(document, "panel")[0]["spaces"], Verify)
    assert "how many spaces" in document.sheets[0].notes[1]


def test_circuits_with_phases_and_no_spaces_stand_below_and_are_to_be_verified():
    site = loads(PANEL + '[circuits.C]\npanel = "MDP"\ncount = 2\nbreaker = "40 A"\nphases = "BC"\n')
    document = schedule(site)
    assert [row["name"] for row in rows_of(document, "breakers") if isinstance(row["spaces"], Verify)] == ["C1", "C2"]
    assert {row["left_description"] for row in rows_of(document, "spaces")} == {SPACE}
    assert ("spaces", ("C1", "C2"), ("circuits", "C", "spaces")) in [
        (each.what, each.of, each.where) for each in document.sheets[0].verify
    ]


def test_what_the_file_says_of_a_panel_and_of_what_a_circuit_is_for_is_printed():
    said = 'status = "existing"\nlocation = "Level P1"\nenclosure = "3R"\nmounting = "wall"\n'
    site = loads(PANEL + said + '[circuits.C]\npanel = "MDP"\nbreaker = "40 A"\npurpose = "Gate"\n')
    document = schedule(site)
    (head,) = rows_of(document, "panel")
    assert [head[key] for key in ("status", "location", "mounting", "enclosure")] == [
        "existing",
        "Level P1",
        "wall",
        "type 3R",
    ]
    assert not {"location", "mounting", "enclosure"} & {each.what for each in document.sheets[0].verify}
    assert rows_of(document, "spaces")[0]["left_description"] == "C Gate"
    assert rows_of(document, "breakers")[0]["serves"] == "Gate"


def test_a_high_leg_is_reported_and_a_single_phase_panel_has_two_legs():
    high = schedule(loads(PANEL.replace("208Y/120", "240/120 high-leg delta")))
    assert any("B is the high leg" in note for note in high.sheets[0].notes)
    single = schedule(
        loads(PANEL.replace("208Y/120", "240/120") + '[circuits.C]\npanel = "MDP"\nbreaker = "40 A"\ncount = 2\n')
    )
    assert [row["phase"] for row in rows_of(single, "spaces")][:4] == ["A", "B", "A", "B"]
    assert "phase_c" not in rows_of(single, "totals")[0]


def test_circuits_straight_on_a_supply_have_a_sheet_without_spaces():
    site = loads(PANEL + '[circuits.C]\npanel = "U"\nbreaker = "40 A"\nphases = "AB"\n')
    first, second = schedule(site).sheets
    assert (first.number, first.about, [table.key for table in first.tables]) == (
        "PS-1",
        "U",
        ["panel", "breakers", "totals"],
    )
    assert (second.number, second.about) == ("PS-2", "MDP")
    assert [sheet.number for sheet in schedule(site, {"MDP"}).sheets] == ["PS-2"]


def test_what_a_transformer_feeds_counts_evenly_on_its_primary_lines():
    site = loads(
        PANEL.replace("208Y/120", "480Y/277")
        + '[supplies.T]\nkind = "transformer"\nrating = "45 kVA"\nsystem = "208Y/120"\nfed_from = "MDP"\n'
        '[panels.P]\nfed_from = "T"\nmain = "125 A"\n'
        '[circuits.C]\npanel = "P"\nbreaker = "40 A"\nphases = "AB"\n'
        '[stations.S]\nports = 1\nmax_current = "30 A"\ncircuits = "C"\n'
    )
    document = schedule(site)
    assert printed(totals_of(document, "P")["connected volt-amperes"]) == ["3120", "3120", "0"]
    assert printed(totals_of(document, "MDP")["connected volt-amperes"]) == ["2080", "2080", "2080"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_to_be_verified_names_keys_that_there_are(project, name):
    listed = [each for sheet in schedule(load(f"examples/{name}.toml")).sheets for each in sheet.verify]
    assert listed
    for each in listed:
        if each.where is not None:
            section, _, *keys = each.where
            assert find_keys(".".join([section, *keys])), each.where
