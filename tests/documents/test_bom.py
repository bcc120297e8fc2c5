"""The bill of materials: everything once, lengths and sizes as the file has them, and nothing made up for the rest."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings
from site_sweeps import RULE_EXAMPLES, an_odd_site, rule_sites
from sites import cases

from effort import examples
from evsite.analysis.home_runs import home_runs
from evsite.codebook.raceways import conductor_area_in2, smallest_trade_size, trade_sizes
from evsite.documents.bom.document import bom
from evsite.documents.flat import flat_tables
from evsite.documents.labels.document import all_needed
from evsite.documents.labels.labelled import Labelled
from evsite.documents.model import Number, Verify
from evsite.documents.schedule.document import schedule
from evsite.model.prices import PriceList, price_key
from evsite.output.documents.csv_files import csv_text
from evsite.output.documents.text import PAGE_WIDTH, render_document
from evsite.output.json.sheets import sheets_document
from evsite.output.text.terminal_style import TerminalStyle, cells
from evsite.sitefile.keys import find_keys
from evsite.sitefile.loading import load, loads
from evsite.studies.conductors import propose_conductors
from evsite.studies.takeoff.bill import bill_of_materials
from evsite.studies.takeoff.runs import Allowances

EXAMPLES = ("office", "office-jumpers", "campus", "caltech-garage", "dc-and-ac", "designs/hotel", "designs/house")
NOTHING_ADDED = Allowances(0.0, 0.0)
USUAL = Allowances(5.0, 5.0, "EMT")


def guide(*, jumper=False, stations=10, wire='length = "120 ft", raceway = "EMT", egc = "8 AWG"'):
    """The guide's panel: dual 80 A stations on 400 A, 1 AWG and 8 AWG to each circuit."""
    circuits = stations if jumper else 2 * stations
    return loads(
        '[supplies.T]\nkind = "transformer"\nrating = "150 kVA"\nsystem = "208Y/120"\n'
        '[panels.EV1]\nfed_from = "T"\nmain = "400 A"\nspaces = 84\n'
        f'[circuits.C]\npanel = "EV1"\ncount = {circuits}\nbreaker = "100 A"\n'
        f'conductor = {{ size = "1 AWG", {wire} }}\n'
        f'[stations.S]\nmodel = "CP6021B-80A"\ncount = {stations}\ncircuits = "C"\njumper = {str(jumper).lower()}\n'
        '[groups.EV1]\non = "EV1"\n'
    )


def lines_of(site, allowances=NOTHING_ADDED, prices=None):
    return bill_of_materials(site, allowances, prices).lines


def quantities(site, allowances=NOTHING_ADDED):
    """How much of every item and use."""
    return {(*line.quantity.item, line.quantity.use): line.quantity.number for line in lines_of(site, allowances)}


def rows_of(document, key):
    table = next(table for table in flat_tables(document) if table.key == key)
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, row, strict=True)) for _, row in table.rows]


# --- raceways: chapter 9 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wires", "size"),
    [
        (["1", "1", "8"], "1-1/4"),
        (["3", "3", "8"], "1"),
        (["8", "8", "10"], "1/2"),
        (["3/0", "3/0", "3/0", "3"], "2"),
        (["1"] * 20 + ["8"] * 10, "3"),
    ],
)
def test_the_smallest_raceway_takes_the_wires_with_their_ground(wires, size):
    area = sum(conductor_area_in2(wire, "THWN-2") for wire in wires)
    assert smallest_trade_size("EMT", area, 40.0) == size


def test_the_areas_are_not_those_of_the_faulty_copies():
    """PVC-40 2-1/2 is in circulation as 5.793 and 5.453, RMC 4 as 12.554, THHN 350 as 0.5028."""
    assert trade_sizes("PVC-40")["2-1/2"] == 4.695
    assert trade_sizes("RMC")["4"] == 12.882
    assert conductor_area_in2("350", "THHN") == 0.5242
    for kind in ("EMT", "IMC", "RMC", "PVC-40", "PVC-80"):
        areas = list(trade_sizes(kind).values())
        assert areas == sorted(areas)
        assert len(areas) == 10


@pytest.mark.parametrize(
    ("size", "egc", "raceway"), [("1 AWG", "8 AWG", "1-1/4"), ("3 AWG", "8 AWG", "1"), ("8 AWG", "10 AWG", "1/2")]
)
def test_a_raceway_whose_kind_alone_is_given_gets_its_computed_trade_size(size, egc, raceway):
    wire = f'length = "10 ft", raceway = "EMT", egc = "{egc}"'
    site = loads(
        '[supplies.U]\nkind = "service"\nrating = "400 A"\nsystem = "208Y/120"\n[panels.P]\nfed_from = "U"\n'
        'main = "400 A"\n'
        f'[circuits.C]\npanel = "P"\nbreaker = "40 A"\nconductor = {{ size = "{size}", {wire} }}\n'
    )
    (line,) = [line for line in lines_of(site) if line.quantity.item.category == "raceway" and line.quantity.number]
    assert (line.quantity.item.name, line.quantity.computed, line.number) == (f"EMT {raceway}", True, 10)


def test_a_given_raceway_that_is_overfilled_is_kept_and_told():
    """Two 1 AWG and an 8 AWG take 0.349 in2; 1 in EMT allows 0.346 in2."""
    site = guide(wire='length = "120 ft", raceway = "EMT", trade_size = "1", egc = "8 AWG"')
    document = bom(site, NOTHING_ADDED)
    (note,) = [note for sheet in document.sheets for note in sheet.notes if note.startswith("overfilled")]
    assert note == "overfilled: C1 to C20 take 0.3490 in2 of the 0.3456 in2 that EMT 1 allows; EMT 1-1/4 does"
    (line,) = [line for line in lines_of(site) if line.quantity.item.name == "EMT 1"]
    assert not line.quantity.computed
    fits = guide(wire='length = "120 ft", raceway = "EMT", trade_size = "1-1/4", egc = "8 AWG"')
    assert not [note for sheet in bom(fits, NOTHING_ADDED).sheets for note in sheet.notes if "overfilled" in note]


# --- runs and home runs ----------------------------------------------------------------------------------------------


def test_the_guides_panel_with_and_without_jumpers():
    """Ten dual stations at 120 ft: 20 home runs of 2 x 1 AWG + 8 AWG, or 10 with jumpers."""
    plain = quantities(guide())
    assert plain["wire", "1 AWG Cu THWN-2", "phase"] == 4800
    assert plain["wire", "8 AWG Cu THWN-2", "ground"] == 2400
    assert plain["raceway", "EMT 1-1/4", "circuit"] == 2400
    assert plain["breaker", "100 A 2-pole", "circuit"] == 20
    assert not [key for key in plain if key[0] == "kit"]
    shared = quantities(guide(jumper=True))
    assert shared["wire", "1 AWG Cu THWN-2", "phase"] == 2400
    assert shared["wire", "8 AWG Cu THWN-2", "ground"] == 1200
    assert shared["raceway", "EMT 1-1/4", "circuit"] == 1200
    assert shared["kit", "power sharing jumper kit", "station"] == 10
    assert shared["station", "cp6021b-80a", "station"] == 10


@pytest.mark.parametrize(
    ("jumper", "own"), [(False, (20, 4800.0, 2400.0, 2400.0)), (True, (10, 2400.0, 1200.0, 1200.0))]
)
def test_home_runs_with_their_feet_in_three_arrangements(jumper, own):
    bill = bill_of_materials(guide(jumper=jumper), USUAL)
    reported = [(each.runs, each.phase_ft, each.ground_ft, each.raceway_ft) for each in bill.lengths]
    assert reported == [(20, 4800.0, 2400.0, 2400.0), (10, 2400.0, 1200.0, 1200.0), own]


def test_circuits_of_ten_ports_are_two_runs_and_taps_are_by_others():
    site = loads(
        '[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "400 A"\nsystem = "208Y/120"\n'
        '[panels.P]\nfed_from = "U"\nmain = "400 A"\n[circuits.C]\npanel = "P"\ncount = 2\nbreaker = "100 A"\n'
        'conductor = { size = "1 AWG", length = "120 ft", egc = "8 AWG", raceway = "EMT" }\n'
        '[stations.A]\nports = 1\nmax_current = "32 A"\ncount = 10\ncircuit = "C1"\n'
        '[stations.B]\nports = 1\nmax_current = "32 A"\ncount = 10\ncircuit = "C2"\n'
    )
    own = bill_of_materials(site, NOTHING_ADDED).lengths[-1]
    assert (own.runs, own.phase_ft, own.ground_ft, own.raceway_ft) == (2, 480.0, 240.0, 240.0)
    others = {row["what"]: row["of"] for row in rows_of(bom(site, NOTHING_ADDED), "by_others")}
    assert others["taps from station to station"] == "C1, C2"


def test_tails_are_on_conductors_alone_and_waste_on_everything():
    """(120 + 2 x 5) x 1.05 = 136.5 ft for each conductor, 126 ft for each raceway."""
    found = quantities(guide(), USUAL)
    assert found["wire", "1 AWG Cu THWN-2", "phase"] == pytest.approx(40 * 136.5)
    assert found["wire", "8 AWG Cu THWN-2", "ground"] == pytest.approx(20 * 136.5)
    assert found["raceway", "EMT 1-1/4", "circuit"] == pytest.approx(20 * 126)
    (inputs,) = rows_of(bom(guide(), USUAL), "inputs")
    assert (inputs["tail_ft"], inputs["waste_percent"], inputs["raceway_kind"]) == ("5 ft", "5 %", "EMT")


def test_parallel_sets_have_a_raceway_and_a_ground_each_and_a_neutral_that_is_given_counts():
    site = loads(
        '[supplies.U]\nkind = "service"\nrating = "800 A"\nsystem = "208Y/120"\n[panels.P]\nfed_from = "U"\n'
        'main = "400 A"\n'
        'conductor = { size = "3/0 AWG", sets = 2, length = "50 ft", raceway = "EMT", egc = "3 AWG", '
        'neutral = "3/0 AWG" }\n'
    )
    found = quantities(site)
    assert found["wire", "3/0 AWG Cu THWN-2", "phase"] == 300
    assert found["wire", "3/0 AWG Cu THWN-2", "neutral"] == 100
    assert found["wire", "3 AWG Cu THWN-2", "ground"] == 100
    assert found["raceway", "EMT 2", "feeder"] == 100


def test_what_a_file_does_not_say_of_conductors_is_that_of_the_conductor_study_and_its_length_stays_open():
    site = without_wire()
    (proposal, *_) = propose_conductors(site)
    choice = proposal.choices[0]
    run = bill_of_materials(site, USUAL).runs[0]
    assert run.computed
    assert [(wires.use, wires.size) for wires in run.sized.wires] == [
        ("phase", choice.conductor.size),
        ("ground", choice.egc_size),
    ]
    document = bom(site, USUAL)
    rows = [row for row in rows_of(document, "items") if row["unknown_runs"]]
    assert [row["category"] for row in rows] == ["wire", "wire", "raceway"]
    assert all(isinstance(row["quantity"], Verify) and row["basis"] == "computed" for row in rows)
    assert any("without 20 runs of unknown length" in note for note in document.sheets[0].notes)
    unknown = {str(row["unknown_runs"]) for row in rows_of(document, "home_runs")}
    assert unknown == {"10", "20"}


def without_wire():
    return loads(
        '[supplies.U]\nkind = "service"\nrating = "1200 A"\nsystem = "208Y/120"\n[panels.EV1]\nfed_from = "U"\n'
        'main = "400 A"\nspaces = 84\n'
        'conductor = { size = "500 kcmil", length = "10 ft", egc = "3 AWG", raceway = "EMT" }\n'
        '[circuits.C]\npanel = "EV1"\ncount = 20\nbreaker = "100 A"\n'
        '[stations.S]\nmodel = "CP6021B-80A"\ncount = 10\ncircuits = "C"\n[groups.EV1]\non = "EV1"\n'
    )


def test_terminals_that_may_be_for_75_degrees_stand_beside_the_60_that_are_assumed():
    """1 AWG in 1-1/4 EMT as taken; 3 AWG in 1 EMT if the terminals are marked."""
    bill = bill_of_materials(guide(), NOTHING_ADDED)
    taken = {each.item.name: each.number for each in bill.by_terminals(at_75_c=False)}
    marked = {each.item.name: each.number for each in bill.by_terminals(at_75_c=True)}
    assert taken == {"1 AWG Cu THWN-2": 4800, "8 AWG Cu THWN-2": 2400, "EMT 1-1/4": 2400}
    assert marked == {"3 AWG Cu THWN-2": 4800, "8 AWG Cu THWN-2": 2400, "EMT 1": 2400}
    marked = guide(wire='length = "120 ft", raceway = "EMT", egc = "8 AWG", terminal = "75 °C"')
    assert "terminals" not in {table.key for table in flat_tables(bom(marked, NOTHING_ADDED))}


def test_an_assumed_raceway_has_to_be_made_of_what_the_file_says():
    steel = guide(wire='length = "120 ft", raceway = "steel", egc = "8 AWG"')
    assert ("raceway", "raceway ____", "circuit") in quantities(steel)
    assert ("raceway", "EMT 1-1/4", "circuit") in quantities(steel, Allowances(0, 0, "EMT"))
    assert ("raceway", "raceway ____", "circuit") in quantities(steel, Allowances(0, 0, "PVC-40"))


def test_a_cable_is_bought_by_its_own_length_and_has_no_raceway():
    site = guide(wire='length = "120 ft", cable = "SER", egc = "6 AWG"')
    found = quantities(site, Allowances(5, 0, "EMT"))
    assert found["cable", "SER 2 x 1 AWG Cu + 6 AWG Cu ground", "circuit"] == 20 * 130
    assert not [key for key in found if key[0] == "raceway" and key[2] == "circuit"]


def test_what_is_existing_is_listed_and_not_bought():
    text = (
        '[supplies.U]\nkind = "service"\nrating = "400 A"\nsystem = "208Y/120"\nstatus = "existing"\n'
        '[panels.P]\nfed_from = "U"\nmain = "400 A"\nstatus = "existing"\n'
        '[circuits.C]\npanel = "P"\nbreaker = "40 A"\n'
    )
    prices = price_list(service={"400 A service equipment, 208Y/120": "1000"}, breaker={"40 A 2-pole": "60"})
    bill = bill_of_materials(loads(text), NOTHING_ADDED, prices)
    assert bill.total == Decimal("60.00")
    assert {line.quantity.item.category for line in bill.lines if not line.to_price} == {
        "wire",
        "raceway",
        "panel",
        "service",
    }


# --- sums ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("times", [2, 3, 7])
def test_quantities_grow_with_the_number_of_equal_circuits(times):
    one, many = quantities(guide(stations=2)), quantities(guide(stations=2 * times))
    grown = {key for key in one if key[0] in {"wire", "raceway", "breaker", "station"} and key[2] != "secondary"}
    assert len(grown - {key for key in grown if one[key] == 0}) == 5
    assert all(many[key] == pytest.approx(times * one[key]) for key in grown)


def judge(site):
    """Everything that holds for the bill of any site."""
    bill = bill_of_materials(site, USUAL)
    document = bom(site, USUAL)
    # every breaker once: those that panel schedules show, but for taps and what starts at a supply without a device
    shown = Counter()
    for row in schedule_rows(site):
        if row["kind"] == "circuit":
            shown["circuit"] += 1
        node = site.panels.get(row["name"]) or site.supplies.get(row["name"])
        if row["kind"] == "feeder" and (row["about"] in site.panels or node.feeder is not None):
            own = not node.feeder.tap and (row["about"] in site.panels or node.feeder.breaker_a is not None)
            shown["feeder"] += own
    found = Counter()
    for line in bill.lines:
        if line.quantity.item.category == "breaker":
            found[line.quantity.use] += line.number
    names = scheduled_names(site)
    others = [feeder for node, feeder in site.feeders() if node.fed_from not in names and not feeder.tap]
    hidden = sum(feeder.breaker_a is not None for feeder in others)
    assert found["circuit"] == len(site.circuits) == shown["circuit"]
    assert found["feeder"] == shown["feeder"] + hidden
    panels = sum(line.number for line in bill.lines if line.quantity.item.category == "panel")
    stations = sum(line.number for line in bill.lines if line.quantity.item.category == "station")
    assert (panels, stations) == (len(site.panels), len(site.stations))
    assert len(
        {(line.quantity.item, line.quantity.use, line.quantity.computed, line.quantity.status) for line in bill.lines}
    ) == len(bill.lines)
    # feet: what all runs with a length add up to
    live = sum(
        len(run.nodes) * wires.number * (run.length_ft + 10) * 1.05
        for run in bill.runs
        if run.length_ft is not None and run.sized is not None and run.cable is None
        for wires in run.sized.wires
    )
    reported = sum(line.quantity.number for line in bill.lines if line.quantity.item.category == "wire")
    assert reported == pytest.approx(live)
    for line in bill.lines:
        assert line.number >= line.quantity.number - 1e-6
        assert line.number - line.quantity.number < 1
    runs = home_runs(site)
    if runs is not None:
        assert [each.runs for each in bill.lengths][::2] == [runs.one_each, runs.runs]
    # no length that nobody knows is told as a number
    for row in rows_of(document, "items"):
        if isinstance(row["quantity"], Number) and row["unit"] == "ft":
            assert row["quantity"].value > 0
    labels = sum(line.label.by == "installer" for line in all_needed(Labelled(site)))
    labelled = [row["quantity"].value for row in rows_of(document, "items") if row["category"] == "label"]
    assert sum(labelled) == labels
    text = "".join(render_document(document, TerminalStyle(PAGE_WIDTH)))
    assert max(map(cells, text.splitlines())) <= PAGE_WIDTH
    sheets_document("site.toml", document)
    for table in flat_tables(document):
        csv_text(document, table)


def scheduled_names(site):
    return {sheet.about for sheet in schedule(site).sheets}


def schedule_rows(site):
    for table in flat_tables(schedule(site)):
        if table.key == "breakers":
            keys = [column.key for column in table.columns]
            for sheet, row in table.rows:
                yield {"about": sheet.about, **dict(zip(keys, row, strict=True))}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_bill_of_an_example_counts_everything_once(project, name):
    judge(load(f"examples/{name}.toml"))


@pytest.mark.parametrize("seed", range(5))
def test_no_odd_site_fails(seed):
    judge(an_odd_site(seed))


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, len(RULE_EXAMPLES), 60))
def test_no_example_of_a_rule_fails(first):
    for site in rule_sites(first, 60, step=3):
        judge(site)


@pytest.mark.slow
@settings(max_examples=examples(50))
@given(cases())
def test_no_random_site_fails(case):
    judge(loads(case.text))


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_to_be_verified_names_keys_that_there_are(project, name):
    for sheet in bom(load(f"examples/{name}.toml"), NOTHING_ADDED).sheets:
        for each in sheet.verify:
            if each.where is not None:
                section, _, *keys = each.where
                assert find_keys(".".join([section, *keys])), each.where


# --- prices ----------------------------------------------------------------------------------------------------------


def price_list(currency="USD", **categories):
    prices = {
        price_key(category, name): Decimal(price)
        for category, items in categories.items()
        for name, price in items.items()
    }
    names = tuple((category, name) for category, items in categories.items() for name in items)
    return PriceList("prices.toml", currency, prices, names=names)


def test_amounts_are_whole_quantities_times_prices_and_the_total_is_their_sum():
    prices = price_list(
        wire={"1 awg  Cu THWN-2": "3.3333", "8 AWG Cu THWN-2": "0.1"}, breaker={"100 A 2-pole": "85.10"}, kit={"x": "1"}
    )
    bill = bill_of_materials(guide(), USUAL, prices)
    amounts = {line.quantity.item.name: line.amount for line in bill.lines if line.amount is not None}
    assert amounts == {
        "1 AWG Cu THWN-2": Decimal("18199.82"),
        "8 AWG Cu THWN-2": Decimal("273.00"),
        "100 A 2-pole": Decimal("1702.00"),
    }
    assert bill.total == sum(amounts.values()) == Decimal("20174.82")
    assert bill.unused_prices == (("kit", "x"),)
    document = bom(guide(), USUAL, prices)
    (total,) = rows_of(document, "total")
    assert (str(total["total"]), total["currency"]) == ("20174.82", "USD")
    assert "station cp6021b-80a" in total["without_price"]
    assert "wire 1 AWG Cu THWN-2" not in total["without_price"]
    assert "labour" in total["without"]
    assert {str(row["price"]) for row in rows_of(document, "items")} == {"3.3333", "0.10", "85.10", "no price"}


def test_the_total_names_runs_of_unknown_length():
    prices = price_list(wire={"1 AWG Cu THWN-2": "3"})
    (total,) = rows_of(bom(without_wire(), USUAL, prices), "total")
    assert "wire 1 AWG Cu THWN-2" in total["unknown_lengths"]
    assert str(total["total"]) == "0.00"
