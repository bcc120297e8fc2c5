"""Load calculations: hand-worked sums with their sections, the figures of check and report, nothing made up."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from site_sweeps import RULE_EXAMPLES, an_odd_site, rule_sites
from sites import cases

from effort import examples
from evsite.allocation.fallback import fallbacks_a
from evsite.analysis.site_analysis import SiteAnalysis
from evsite.documents.flat import flat_tables
from evsite.documents.load_calc.document import load_calc
from evsite.documents.model import Blank, Number, Verify
from evsite.output.documents.csv_files import csv_text
from evsite.output.documents.text import PAGE_WIDTH, render_document
from evsite.output.json.sheets import sheets_document
from evsite.output.text.terminal_style import TerminalStyle, cells
from evsite.rounding import fits
from evsite.rules import check
from evsite.sitefile.keys import find_keys
from evsite.sitefile.loading import load, loads
from evsite.studies.load_calculation import load_calculation
from evsite.studies.site_report import report

EXAMPLES = (
    *("caltech-garage", "campus", "dc-and-ac", "dynamic-load", "express-plus", "load-study", "multifamily", "office"),
    *("office-jumpers", "office-schedule", "paired-express", "ten-ports-one-circuit", "broken/overloaded-panel"),
    *("designs/depot", "designs/highway-dc", "designs/hotel", "designs/house", "designs/multifamily-40"),
    *("designs/workplace-jumpers", "guide/airport", "guide/older-code", "guide/six-kw-chargers"),
)
LOADING = {"EV102", "EV103", "EV104", "EV120", "EV121", "EV133", "EV401", "EV402", "EV403", "EV404", "EV405"}
"""Rules of which an error says that something in feeders or services does not carry its load."""
ANY_LOADING = LOADING | {"EV101", "EV105", "EV113", "EV122", "EV127"}

BEGIN = "[site]\nnec = {nec}\n"
SERVICE = '[supplies.U]\nkind = "service"\nrating = "{rating}"\nsystem = "208Y/120"\n'
PANEL = '[panels.P]\nfed_from = "U"\nmain = "{main}"\nspaces = 84\nstatus = "new"\n'


def stations(count, current, breaker, phases='["AB", "BC", "CA"]', panel="P"):
    return (
        f'[circuits.C]\npanel = "{panel}"\ncount = {count}\nbreaker = "{breaker}"\nphases = {phases}\n'
        f'[stations.S]\nports = 1\nmax_current = "{current}"\ncount = {count}\ncircuits = "C"\n'
    )


def made(count=27, current="30 A", breaker="40 A", main="600 A", rating="2000 A", nec=2023, supply="", more=""):
    return loads(
        BEGIN.format(nec=nec)
        + SERVICE.format(rating=rating)
        + supply
        + PANEL.format(main=main)
        + stations(count, current, breaker)
        + more
    )


def rows_of(document, key):
    """The rows of a table over all sheets as dictionaries, with the name of what the sheet is about."""
    found = []
    for table in flat_tables(document):
        if table.key == key:
            keys = [column.key for column in table.columns]
            found += [{"about": sheet.about, **dict(zip(keys, row, strict=True))} for sheet, row in table.rows]
    return found


def totals(document, at, compared):
    """The rows of a comparison, by line."""
    return {row["line"]: row for row in rows_of(document, "totals") if (row["at"], row["compared"]) == (at, compared)}


def item(document, words):
    """The rows of the calculation by line, of the first supply."""
    first = document.sheets[0].about
    return {r["line"]: r for r in rows_of(document, "calculation") if (r["about"], r["item"]) == (first, words)}


def verdicts(document):
    return {row["at"]: (row["managed"], row["unmanaged"], row["needed"]) for row in rows_of(document, "verdict")}


def by_line(rows, column, lines="ABC"):
    return [str(rows[line][column]) for line in lines]


def written(document):
    """The document as every writer has it."""
    return (
        "".join(render_document(document, TerminalStyle(PAGE_WIDTH))),
        *(csv_text(document, table) for table in flat_tables(document)),
        sheets_document("site.toml", document),
    )


# --- what holds for every site ----------------------------------------------------------------------------------------


def judge(site):
    """The figures and verdicts are those of the check and of the report."""
    found, analysis = load_calculation(site), SiteAnalysis(site)
    nodes = [node for each in found for node in each.nodes]
    overloaded = {node for each in analysis.overloads for node in (each.device.node, *each.upstream)}
    for node in nodes:
        own = not node.primary and node.node in analysis.devices
        for comparison in node.checks:
            if own and comparison.kind == "device" and comparison.noun != "secondary breaker":
                assert comparison.fits_managed == (node.node not in overloaded), (node.node, comparison)
            for line, value in comparison.managed.items():
                assert fits(value, comparison.unmanaged[line]), (node.node, comparison, line)
        for line, value in node.managed.line_a.items():
            assert fits(value, node.connected.line_a[line]), (node.node, line)
            assert node.managed_at_125.line_a[line] == pytest.approx(1.25 * value), (node.node, line)
        assert fits(node.managed.power_kva, node.connected.power_kva)
    findings = check(site, remedies=False).findings
    wrong = any(node.outcome == "does not fit" for node in nodes)
    feeders = [
        each
        for each in findings
        if each.code in LOADING
        and (each.status, each.severity) == ("violation", "error")
        # branch circuits and conductors are not the business of this document
        and each.path[0] in {"panels", "supplies"}
        and "conductor" not in each.path
        and "days" not in each.path
    ]
    assert wrong or not feeders, feeders
    if wrong:
        assert {each.code for each in findings} & ANY_LOADING
    document = load_calc(site)
    printed = {}
    for row in rows_of(document, "lines"):
        printed[row["at"], row["line"]] = str(row["managed"])
    for row in rows_of(document, "calculation"):
        if row["item"] in {"4 chargers as connected", "6 chargers as managed"} and isinstance(row["managed"], Number):
            printed[row["about"], row["line"]] = str(row["managed"])
    for each in report(site, None, fallbacks_a(site)).equipment:
        owner, leg = each.limit.owner, each.limit.leg
        name = f"panel {owner}" if each.limit.kind == "panel" else owner
        if each.limit.kind in {"panel", "service"} or each.limit.side == "secondary":
            assert printed[name, leg] == f"{each.greatest:.2f}", (owner, leg)
    for row in rows_of(document, "calculation"):
        if row["item"] == "4 chargers as connected" and row["line"] == "all":
            summed = sum(r["connected_kva"].value for r in rows_of(document, "evse") if r["about"] == row["about"])
            assert row["unmanaged"].value == pytest.approx(summed)
    text, *_ = written(document)
    assert max(map(cells, text.splitlines())) <= PAGE_WIDTH
    return document


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_has_the_verdicts_of_the_check_and_the_figures_of_the_report(project, name):
    document = judge(load(f"examples/{name}.toml"))
    for sheet in document.sheets:
        for each in sheet.verify:
            if each.where is not None:
                section, _, *keys = each.where
                assert find_keys(".".join([section, *keys])), each.where


@pytest.mark.parametrize("seed", range(8))
def test_no_odd_site_fails(seed):
    judge(an_odd_site(seed))


@pytest.mark.slow
@pytest.mark.parametrize("first", range(2, len(RULE_EXAMPLES), 60))
def test_no_example_of_a_rule_fails(first):
    for site in rule_sites(first, 60, step=3):
        judge(site)


def test_a_group_that_splits_a_station_does_not_raise_its_value():
    """With one of two ports of S in the group, each part of S could draw all of it: 163.4 A managed of 158.7 A."""
    document = judge(
        loads("""
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "200 A"
system = "120/208 single-phase"
[panels.N]
fed_from = "U"
[circuits.C]
panel = "N"
poles = 1
breaker = "15 A"
[circuits.D]
panel = "U"
count = 3
breaker = "15 A"
phases = "AB"
[stations.S]
ports = 2
max_current = "13 A"
jumper = true
setting = "6.5 A"
circuits = "C"
[stations.T]
count = 3
max_current = "6 A"
setting = "3 A"
circuits = "D"
[groups.G]
members = ["T1", "T2", "S.2"]
limit = "12 kW"
""")
    )
    value = totals(document, "service U", "service, chargers at their load value")
    assert str(value["A"]["managed"]) == str(value["A"]["unmanaged"]) == "158.67"


@pytest.mark.slow
@settings(max_examples=examples(100))
@given(cases())
def test_no_random_site_fails(case):
    judge(loads(case.text))


# --- sums by hand -----------------------------------------------------------------------------------------------------


def test_twenty_seven_stations_of_30_a_on_a_600_a_main_are_467_7_a_and_584_6_a_at_125_percent():
    """Nine on each pair: sqrt(3) x 9 x 30 = 467.65 A; x 1.25 (215.3, 625.41) = 584.57 A, 97.4 % of 600 A."""
    document = load_calc(made())
    main = totals(document, "panel P", "main, continuous load at 125 %")
    assert by_line(main, "unmanaged") == by_line(main, "managed") == ["584.57"] * 3
    assert (by_line(main, "percent"), by_line(main, "spare")) == (["97.4"] * 3, ["15.43"] * 3)
    assert {row["basis"] for row in main.values()} == {"215.3, 625.41"}
    assert [str(row["connected"]) for row in rows_of(document, "lines")] == ["467.65"] * 3 + [f"{27 * 6.24:.2f}"]
    assert verdicts(document)["panel P"] == ("fits", "fits", "600 A main")
    # 27 x 7.2 kVA in feeders and services of 2023: 194.4 kVA, sqrt(3) x 9 x 34.615 A
    value = totals(document, "panel P", "main, chargers at their load value")
    assert by_line(value, "managed") == ["539.60"] * 3


def test_managed_chargers_beside_existing_load_are_its_sum_by_line():
    """The same held to 200 A, beside 40 A that are continuous: 1.25 x (200 + 40) = 300 A; the yard adds 100 A above it.

    By their load value they count without the factor: 200 + 40 = 240 A, and 340 A at the service.
    """
    existing = '[loads.{}]\non = "{}"\ncurrent = "{} A"\ncontinuous = {}\nstatus = "existing"\n'
    document = load_calc(
        made(
            more=existing.format("Hall", "P", 40, "true")
            + existing.format("Yard", "U", 100, "false")
            + '[groups.G]\non = "P"\nlimit = "200 A"\n'
        )
    )
    for words, column, amperes, kva in (
        ("2 existing load, continuous", "existing", "40.00", "14.41"),
        ("2 the same at 125 %", "existing", "50.00", "18.01"),
        ("2 existing load, noncontinuous", "existing", "100.00", "36.03"),
        ("6 chargers as managed", "managed", "200.00", "72.05"),
        ("6 managed at 125 %", "managed", "250.00", "90.07"),
    ):
        rows = item(document, words)
        assert [str(rows[line][column]) for line in ("A", "B", "C", "all")] == [amperes] * 3 + [kva], words
    lines = [
        [str(row[key]) for key in ("existing", "new", "connected", "managed")] for row in rows_of(document, "lines")
    ]
    assert lines == [["40.00", "0.00", "467.65", "200.00"]] * 3 + [["14.41", "0.00", "168.48", "72.05"]]
    for at, compared, figures in (
        ("service U", "service, continuous load at 125 %", ("150.00", "734.57", "400.00")),
        ("service U", "service, chargers at their load value", ("140.00", "679.60", "340.00")),
        ("panel P", "main, continuous load at 125 %", ("50.00", "634.57", "300.00")),
        ("panel P", "main, chargers at their load value", ("40.00", "579.60", "240.00")),
    ):
        rows = totals(document, at, compared)
        for column, figure in zip(("existing", "unmanaged", "managed"), figures, strict=True):
            assert by_line(rows, column) == [figure] * 3, (at, compared, column)


def test_thirty_of_them_do_not_fit():
    document = load_calc(made(count=30))
    assert by_line(totals(document, "panel P", "main, continuous load at 125 %"), "managed") == ["649.52"] * 3
    assert verdicts(document)["panel P"] == ("does not fit", "does not fit", "700 A main")


def test_six_stations_of_32_a_ask_for_a_transformer_of_75_kva():
    """6 x 32 A x 208 V = 39.94 kVA, at 125 % 49.92 kVA: 45 is too little, 75 kVA is the next three-phase size."""
    site = loads(
        BEGIN.format(nec=2023)
        + '[supplies.T]\nkind = "transformer"\nrating = "75 kVA"\nsystem = "208Y/120"\nstatus = "new"\n'
        + stations(6, "32 A", "40 A", panel="T")
    )
    document = load_calc(site)
    rating = {row["unit"]: row for row in rows_of(document, "totals") if row["compared"] == "rating, load in full"}
    assert (str(rating["kVA"]["unmanaged"]), str(rating["A"]["unmanaged"])) == ("39.94", "110.85")
    assert str(item(document, "5 chargers at 125 %")["all"]["unmanaged"]) == "49.92"
    assert verdicts(document)["transformer T"] == ("fits", "fits", "75 kVA transformer")


@pytest.mark.parametrize(
    ("nec", "basis", "management", "counted"),
    [
        (2017, "220.87", "625.42, 750.30", "6.24"),
        (2020, "220.87", "625.42, 750.30", "6.24"),
        (2023, "220.87", "625.42(A), 750.30", "7.20"),
        (2026, "120.87", "625.42(A), 130.30", "6.24"),
    ],
)
def test_a_metered_service_by_220_87_in_each_edition(nec, basis, management, counted):
    """1.25 x 400 = 500 A; 12 stations of 30 A on three pairs sqrt(3) x 4 x 30 = 207.85 A; together 707.85 A of 700 A.

    A setpoint of 150 A: 500 + 150 = 650 A, and with 125 % on that too 687.5 A.
    """
    metered = 'metered = { peak = "400 A", days = 365, generation = false, peak_shaving = false }\n'
    more = '[groups.G]\non = "P"\nlimit = "150 A"\nlisting = "ems"\nrestricted_access = true\nfails_safe = true\n'
    document = load_calc(made(count=12, main="300 A", rating="700 A", nec=nec, supply=metered, more=more))
    summed = totals(document, "service U", "service, 125 % of the demand and new load in full")
    assert by_line(summed, "existing") == ["500.00"] * 3
    assert by_line(summed, "unmanaged") == ["707.85"] * 3
    assert by_line(summed, "managed") == ["650.00"] * 3
    assert {row["basis"] for row in summed.values()} == {basis}
    both = totals(document, "service U", "service, 125 % of the demand and of continuous new load")
    assert by_line(both, "managed") == ["687.50"] * 3
    assert verdicts(document)["service U"] == ("fits", "does not fit", "800 A service")
    (existing,) = rows_of(document, "existing")
    assert (existing["method"], existing["basis"]) == ("measured, peak of the meter", f"NEC {nec} {basis}")
    (evse,) = rows_of(document, "evse")
    assert (str(evse["each_kva"]), str(evse["counted_kva"])) == ("6.24", counted)
    assert item(document, "6 chargers as managed")["A"]["basis"] == management
    (ems,) = rows_of(document, "ems")
    assert [ems[key] for key in ("listing", "restricted_access", "fails_safe")] == ["ems", "yes", "yes"]
    assert (str(ems["setpoint"]), ems["unit"]) == ("150.00", "A each line")


def test_both_the_connected_and_the_managed_load_are_reported_to_the_utility():
    document = load_calc(made(count=12, more='[groups.G]\non = "P"\nlimit = "100 A"\n'))
    (reported,) = rows_of(document, "utility")
    assert [str(reported[key]) for key in ("connected_kva", "managed_kva", "largest_kva", "chargers")] == [
        "74.88",
        "36.03",
        "6.24",
        "12",
    ]


HOUSE = """
[site]
nec = {nec}
dwelling = "one-family"
[supplies.Main]
kind = "service"
rating = "200 A"
system = "240/120"
[dwelling]
on = "Main"
area = "{area} ft2"
{equipment}
[circuits.EV]
panel = "Main"
breaker = "60 A"
[stations.EV]
ports = 1
max_current = "{current} A"
circuits = "EV"
"""
HEAT_PUMP = """
appliances = [
  { kind = "water-heater", rating = "4500 VA" }, { kind = "range", rating = "12 kW" },
  { kind = "dishwasher", rating = "1200 VA" }, { kind = "dryer", rating = "5500 VA" },
]
heating = [{ kind = "heat-pump", rating = "24 A", volts = "240 V" }]
"""
D2B = """
appliances = [
  { kind = "oven", rating = "4000 VA", count = 2 }, { kind = "cooktop", rating = "5100 VA" },
  { kind = "water-heater", rating = "4500 VA" }, { kind = "dishwasher", rating = "1200 VA" },
  { kind = "dryer", rating = "5000 VA" },
]
cooling = [{ rating = "7 A", volts = "240 V", count = 6 }]
heating = [{ kind = "separate", rating = "1500 VA" }]
"""


@pytest.mark.parametrize("nec", [2017, 2020, 2023])
@pytest.mark.parametrize(
    ("area", "equipment", "current", "before", "after", "amperes"),
    [
        # orbitaljump.com, worked example of 220.82 with a charger of 40 A: 29,080 VA, 121 A
        (2000, HEAT_PUMP, 40, "25240", "29080", "121.17"),
        # example D2(b) of Annex D, and with one charger of 48 A (Mike Holt forum, thread 2581798)
        (1500, D2B, 48, "29200", "33808", "140.87"),
    ],
)
def test_published_calculations_of_dwellings(nec, area, equipment, current, before, after, amperes):
    site = loads(HOUSE.format(nec=nec, area=area, equipment=equipment, current=current))
    document = judge(site)
    ends = {row["column"]: row for row in rows_of(document, "dwelling") if row["load"] == "total"}
    assert [str(ends[key]["counted_va"]) for key in ("existing", "new, unmanaged", "new, managed")] == [
        before,
        after,
        after,
    ]
    assert {row["section"] for row in ends.values()} == {"220.82"}
    assert by_line(totals(document, "service Main", "service, load of the dwelling"), "managed", "AB") == [amperes] * 2
    assert verdicts(document)["service Main"][:2] == ("fits", "fits")
    assert {row["method"] for row in rows_of(document, "existing")} == {"calculated load of the dwelling"}


# --- what is known of the existing load -------------------------------------------------------------------------------


def test_an_existing_load_that_is_not_stated_is_to_be_verified_and_settles_nothing():
    document = load_calc(made())
    assert isinstance(rows_of(document, "existing")[0]["method"], Verify)
    assert verdicts(document)["service U"][0] == "not established"
    (row,) = [row for row in rows_of(document, "verdict") if row["at"] == "service U"]
    assert row["why"] == "existing load is not stated"
    assert any(each.where == ("supplies", "U", "metered") for each in document.sheets[0].verify)


def test_a_new_dedicated_service_has_no_existing_load():
    document = load_calc(made(supply='status = "new"\n'))
    assert rows_of(document, "existing")[0]["method"] == "none: the equipment is new"
    assert verdicts(document)["service U"][0] == "fits"
    assert not any("existing load" in each.what for each in document.sheets[0].verify)


def test_loads_stand_with_the_existing_or_the_new_load_as_the_file_says():
    more = (
        '[loads.Old]\non = "U"\ncurrent = "100 A"\ncontinuous = false\nstatus = "existing"\n'
        '[loads.New]\non = "U"\ncurrent = "40 A"\ncontinuous = true\nstatus = "new"\n'
        '[loads.Unsaid]\non = "U"\ncurrent = "10 A"\n'
    )
    document = load_calc(made(count=3, more=more))
    assert str(item(document, "2 existing load, noncontinuous")["A"]["existing"]) == "100.00"
    assert str(item(document, "2 existing load, continuous")["A"]["managed"]) == "10.00"
    new = item(document, "7 other new load, continuous")["A"]
    assert (new["existing"], str(new["unmanaged"]), str(new["managed"])) == ("", "40.00", "40.00")
    # 100 + 1.25 x (10 + 40 + sqrt(3) x 30)
    whole = totals(document, "service U", "service, continuous load at 125 %")
    assert by_line(whole, "managed") == ["227.45"] * 3
    assert by_line(whole, "existing") == ["112.50"] * 3
    states = {row["load"]: row["status"] for row in rows_of(document, "loads")}
    assert (states["Old"], states["New"]) == ("existing", "new")
    assert isinstance(states["Unsaid"], Verify)


def test_new_load_comes_on_top_of_a_metered_peak():
    metered = 'metered = { peak = "400 A", days = 365, generation = false, peak_shaving = false }\n'
    words = "service, 125 % of the demand and new load in full"
    without = totals(load_calc(made(count=3, supply=metered)), "service U", words)
    more = '[loads.New]\non = "U"\ncurrent = "40 A"\nstatus = "new"\n'
    beside = totals(load_calc(made(count=3, supply=metered, more=more)), "service U", words)
    assert float(str(beside["A"]["managed"])) == pytest.approx(float(str(without["A"]["managed"])) + 40)


@pytest.mark.parametrize(
    ("metered", "why"),
    [
        ('peak = "250 kW", days = 365', "the metered peak is in kW and its power factor is not stated"),
        ('peak = "400 A"', "how long the demand was recorded is not stated"),
        ('peak = "400 A", days = 20', "the record of 20 days is shorter than 30 days"),
        (
            'peak = "400 A", days = 60, generation = true',
            "the record of 60 days is shorter than a year, with generation or peak shaving",
        ),
    ],
)
def test_a_metered_peak_that_settles_nothing_never_fits(metered, why):
    document = load_calc(made(count=3, supply=f"metered = {{ {metered} }}\n"))
    assert verdicts(document)["service U"][0] == "not established"
    assert any(row["why"] == why for row in rows_of(document, "verdict"))


def test_a_record_is_studied_on_a_sheet_of_its_own_with_the_figures_of_the_study(project):
    document = load_calc(load("examples/load-study.toml"))
    assert [sheet.title for sheet in document.sheets] == ["service Main", "30-day peak demand at Main"]
    line = {row["line"]: row for row in rows_of(document, "study_lines")}
    assert [str(line["C"][key]) for key in ("demand_a", "factored_a", "left_by_metering_a", "left_a")] == [
        "321.00",
        "401.25",
        "398.75",
        "319.00",
    ]
    assert by_line(item(document, "2 the same at 125 %"), "existing") == ["395.00", "368.75", "401.25"]
    # the main of the service takes 125 % of both: 1.25 x (321 + 240)
    assert str(totals(document, "service Main", "service, continuous load at 125 %")["C"]["managed"]) == "701.25"
    (study,) = rows_of(document, "study")
    assert study["fits"] == "yes"


def test_on_an_unfit_record_nothing_ever_fits(project, tmp_path):
    text = (project / "examples/load-study.toml").read_text()
    rows = (project / "examples/data/building-30-days.csv").read_text().splitlines()
    (tmp_path / "data").mkdir()
    (tmp_path / "data/building-30-days.csv").write_text("\n".join(rows[:900]) + "\n")
    (tmp_path / "site.toml").write_text(text)
    document = load_calc(load(tmp_path / "site.toml"))
    (row,) = [row for row in rows_of(document, "verdict") if row["at"] == "service Main"]
    assert row["managed"] == "not established"
    assert "cannot carry a load study" in row["why"]
    assert {row["left_a"] for row in rows_of(document, "study_lines")} == {""}
    assert rows_of(document, "study")[0]["fits"] == "not established"


# --- the sheet --------------------------------------------------------------------------------------------------------


def test_the_sheet_has_blanks_for_the_signature_and_the_digest_of_the_bytes_of_the_file(tmp_path):
    content = b"\xef\xbb\xbf" + (BEGIN.format(nec=2023) + SERVICE.format(rating="400 A")).replace("\n", "\r\n").encode()
    (tmp_path / "a.toml").write_bytes(content)
    document = load_calc(load(tmp_path / "a.toml"))
    (signature,) = rows_of(document, "signature")
    assert all(isinstance(signature[key], Blank) for key in ("checked_by", "license", "signature", "signed_on"))
    (file,) = rows_of(document, "file")
    assert (file["file"], file["sha256"]) == ("a.toml", hashlib.sha256(content).hexdigest())


def test_more_load_is_never_less_in_any_total():
    before, after = (load_calc(made(count=count, main="600 A")) for count in (24, 27))
    for one, other in zip(rows_of(before, "totals"), rows_of(after, "totals"), strict=True):
        for column in ("existing", "unmanaged", "managed"):
            if isinstance(one[column], Number):
                assert one[column].value <= other[column].value


def test_no_charger_ever_has_a_demand_factor(project):
    """Unmanaged, the kVA of every supply is the sum of all nameplates below it."""
    for name in ("campus", "office", "designs/depot"):
        document = load_calc(load(f"examples/{name}.toml"))
        for sheet in document.sheets:
            each = [row for row in rows_of(document, "evse") if row["about"] == sheet.about]
            whole = [
                row
                for row in rows_of(document, "calculation")
                if (row["about"], row["item"], row["line"]) == (sheet.about, "4 chargers as connected", "all")
            ]
            nameplates = sum(row["count"].value * row["each_kva"].value for row in each)
            assert whole[0]["unmanaged"].value == pytest.approx(nameplates)


# --- figures that the rules have and a sheet must not be milder than -------------------------------------------------

SMALL_BEHIND_A_TRANSFORMER = """\
[site]
nec = 2023
[supplies.T]
kind = "transformer"
rating = "25 kVA"
system = "240/120"
primary = "480 delta"
primary_breaker = "70 A"
status = "new"
[panels.P]
fed_from = "T"
main = "200 A"
spaces = 42
status = "new"
[circuits.C]
panel = "P"
count = 5
breaker = "20 A"
[stations.S]
max_current = "16 A"
count = 5
circuits = "C"
"""


def test_chargers_count_their_load_value_on_the_primary_of_a_transformer_and_for_its_size():
    """5 x 7,200 VA = 36 kVA: 150 A of 240 V, 75 A of 480 V; what is drawn at 125 % would ask for 24 kVA alone."""
    site = loads(SMALL_BEHIND_A_TRANSFORMER)
    document = load_calc(site)
    primary = totals(document, "primary of T", "primary breaker, chargers at their load value")
    assert by_line(primary, "managed", "AB") == ["75.00"] * 2
    assert verdicts(document)["primary of T"][0] == "does not fit"
    assert verdicts(document)["transformer T"][2] == "37.5 kVA transformer"
    larger = loads(SMALL_BEHIND_A_TRANSFORMER.replace('"25 kVA"', '"37.5 kVA"'))
    assert verdicts(load_calc(larger))["primary of T"][0] == "does not fit"
    assert [each.path for each in check(larger, select=["EV121"]).findings] == [("supplies", "T", "primary_breaker")]


WEEK = """\
[loads.HVAC]
on = "U"
current = "10 A"
[[loads.HVAC.profile]]
days = "Mon-Fri"
from = "06:00"
to = "18:00"
current = "{current}"
"""


@pytest.mark.parametrize(
    ("current", "outcome", "code", "severity"),
    [
        # sqrt(3) x 24 A = 41.57 A; at 125 % beside 10 A 64.5 A, beside 40 A 101.96 A, beside 62 A 129.46 A of 100 A
        ("38 A", "fits", None, None),
        ("40 A", "ask the authority", "EV113", "warning"),
        ("62 A", "does not fit", "EV103", "error"),
    ],
)
def test_an_assembly_for_100_percent_is_judged_by_the_worst_time_of_the_week(current, outcome, code, severity):
    site = made(
        *(3, "24 A", "30 A", "200 A", "100 A"),
        supply='rated_100_percent = true\nstatus = "new"\n',
        more=WEEK.format(current=current),
    )
    assert verdicts(load_calc(site))["service U"][0] == outcome
    found = check(site, select=["EV103", "EV113"]).findings
    assert [(each.code, each.severity) for each in found] == ([] if code is None else [(code, severity)])


DWELLING = """\
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "150 A"
system = "240/120"
[panels.P]
fed_from = "U"
main = "150 A"
spaces = 30
[circuits.C]
panel = "P"
breaker = "60 A"
[stations.S]
max_current = "48 A"
circuit = "C"
[loads.Spa]
on = "P"
power = "9.6 kVA"
{status}
[dwelling]
on = "U"
area = "2000 ft2"
appliances = [
  {{ kind = "range", rating = "12 kW" }},
  {{ kind = "dryer", rating = "5 kW" }},
  {{ kind = "water-heater", rating = "4500 VA" }},
]
cooling = [{{ rating = "5 kW" }}]
"""


@pytest.mark.parametrize(("status", "existing"), [('status = "new"', "99.17"), ('status = "existing"', "115.17")])
def test_a_new_load_of_a_dwelling_is_not_among_its_existing_load(status, existing):
    """6,000 + 3,000 + 1,500 + 12,000 + 5,000 + 4,500 = 32,000 VA: 10,000 + 40 % of 22,000 + 5,000 = 23,800 VA.

    With a spa of 9,600 VA 27,640 VA, and with a charger of 11,520 VA besides 32,248 VA; by 240 V.
    """
    document = load_calc(loads(DWELLING.format(status=status)))
    whole = totals(document, "service U", "service, load of the dwelling")
    assert by_line(whole, "existing", "AB") == [existing] * 2
    assert by_line(whole, "managed", "AB") == ["134.37"] * 2


def test_the_listing_of_chargers_is_never_made_up():
    plain = made(count=4)
    (row,) = rows_of(load_calc(plain), "evse")
    assert isinstance(row["listed"], Verify)
    for said, shown in ((True, "yes"), (False, "no")):
        more = plain.source.text + f"listed = {str(said).lower()}\n"
        assert [row["listed"] for row in rows_of(load_calc(loads(more)), "evse")] == [shown]


def test_a_supply_lists_the_loads_behind_its_transformers_too():
    behind = SMALL_BEHIND_A_TRANSFORMER.replace('status = "new"', 'fed_from = "M"\nstatus = "new"', 1)
    text = behind + (
        '[supplies.U]\nkind = "service"\nrating = "200 A"\nsystem = "480Y/277"\n'
        '[panels.M]\nfed_from = "U"\nmain = "200 A"\n'
        '[loads.Fan]\non = "P"\ncurrent = "10 A"\n[loads.Hall]\non = "M"\ncurrent = "20 A"\n'
    )
    text = text.replace('primary = "480 delta"', 'primary = "480Y/277"\nphases = "AB"')
    document = load_calc(loads(text))
    listed = [(row["about"], row["load"], str(row["phase_a_a"])) for row in rows_of(document, "loads")]
    assert sorted(listed) == [("T", "Fan", "10.00"), ("U", "Fan", ""), ("U", "Hall", "20.00")]
    (sheet,) = [each for each in document.sheets if each.about == "U"]
    assert "assumed: Fan and Hall counted as continuous, since the site file does not say" in sheet.notes


def test_groups_that_cut_across_each_other_both_hold_what_they_can():
    """Two groups of 2 kW have ports in common; beside them there are 3 A at most."""
    text = Path(__file__).with_name("crossing-groups.toml").read_text(encoding="utf-8")
    site = loads(text)
    judge(site)
    most_a = 2000 / 208 + 3
    assert SiteAnalysis(site).proved("U")["A"].greatest == pytest.approx(most_a)
    assert load_calculation(site)[0].nodes[0].managed.line_a["A"] == pytest.approx(most_a)


def test_a_group_on_a_split_phase_transformer_never_counts_above_what_is_connected():
    judge(loads(Path(__file__).with_name("split-phase-primary.toml").read_text(encoding="utf-8")))
