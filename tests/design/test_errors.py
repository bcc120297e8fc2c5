"""What is wrong with a file is told once, at its place, with what would be accepted, all in one run."""

from __future__ import annotations

import pytest

import evsite
from effort import for_each

BASE = """\
[site]
nec = 2023
[supplies.T1]
kind = "transformer"
rating = "150 kVA"
system = "208Y/120"
[panels.EV1]
fed_from = "T1"
main = "400 A"
[circuits.C]
panel = "EV1"
count = 4
breaker = "100 A"
[stations.S]
model = "CP6021B-80A"
count = 2
circuits = "C"
[groups.EV1]
on = "EV1"
"""


def problems_of(text: str) -> list[tuple[str, int, int, str]]:
    with pytest.raises(evsite.SiteFileError) as caught:
        evsite.loads(text)
    document = caught.value.document
    return [
        (finding.code, *document.locate(finding)[:2], f"{finding.message} | {finding.remedy}")
        for finding in caught.value.findings
    ]


def changed(old: str, new: str) -> str:
    assert old in BASE
    return BASE.replace(old, new, 1)


ONE_PROBLEM = [
    ("no unit", 'breaker = "100 A"', "breaker = 100", "EV013", 13, 11, ["100 needs a unit", '"100 A"']),
    ("wrong unit", '"100 A"', '"100 kW"', "EV013", 13, 11, ["is a power", "expected a current"]),
    ("unknown unit", '"100 A"', '"100 amprs"', "EV013", 13, 11, ["unknown unit 'amprs'", '"amps"']),
    ("negative rating", '"100 A"', '"-100 A"', "EV013", 13, 11, ["negative"]),
    ("rating of zero", '"100 A"', '"0 A"', "EV013", 13, 11, ["not more than zero"]),
    ("endless rating", '"100 A"', '"1e999 A"', "EV013", 13, 11, ["too large"]),
    ("not a number", '"100 A"', "nan", "EV013", 13, 11, ["expected a current"]),
    ("misspelt key", "breaker", "braker", "EV010", 13, 1, ["'braker' in [circuits.C]", "did you mean 'breaker'?"]),
    ("unknown key", 'on = "EV1"', 'on = "EV1"\ncolour = "red"', "EV010", 20, 1, ["'colour' in [groups.EV1]", "policy"]),
    (
        "fraction for a percentage",
        '"150 kVA"',
        '"150 kVA"\nimpedance = "0.04 %"',
        "EV013",
        6,
        13,
        ["found '0.04 %'", "0.5 % to 25 %", '"4 %"'],
    ),
    ("misspelt table", "[circuits.C]", "[circuit.C]", "EV010", 10, 2, ["[circuit]", "did you mean [circuits]?"]),
    ("unknown table", "[groups.EV1]", "[x]\n[groups.EV1]", "EV010", 18, 2, ["[x]", "[supplies]"]),
    ("missing key", 'breaker = "100 A"\n', "", "EV011", 10, 1, ["[circuits.C] has no 'breaker'", 'breaker = "40 A"']),
    ("text for a number", "count = 4", 'count = "4"', "EV012", 12, 9, ['found "4"', "a whole number"]),
    ("fraction for a whole", "count = 4", "count = 4.0", "EV012", 12, 9, ["found 4.0", "a whole number"]),
    ("number for a text", '"EV1"\ncount', "1\ncount", "EV012", 11, 9, ["found 1", "a text in quotes"]),
    ("text for true or false", "count = 2", 'count = 2\njumper = "no"', "EV012", 17, 10, ['"no"', "true or false"]),
    ("array of tables", "[circuits.C]", "[[circuits]]", "EV012", 10, 3, ["[[circuits]]", "[circuits.C1]"]),
    ("table without a name", "[circuits.C]", "[circuits]", "EV012", 11, 1, ["'panel' is in [circuits] itself"]),
    ("not one of a few", "2023", "2021", "EV014", 2, 7, ["found 2021", "2017, 2020, 2023 or 2026"]),
    (
        "misspelt word",
        '"transformer"',
        '"transfomer"',
        "EV014",
        4,
        8,
        ['"service" or "transformer"', "did you mean 'transformer'?"],
    ),
    ("unknown system", "208Y/120", "208Y/120x", "EV014", 6, 10, ["no voltage system", "208Y/120"]),
    ("nothing of nothing", "count = 4", "count = 0", "EV014", 12, 9, ["found 0", "at least 1"]),
    ("too many poles", "count = 4", "count = 4\npoles = 4", "EV014", 13, 9, ["found 4", "1, 2 or 3"]),
    ("no such phases", "count = 4", 'count = 4\nphases = "AD"', "EV014", 13, 10, ["'AD'", '"AB"']),
    ("same phase twice", "count = 4", 'count = 4\nphases = "AA"', "EV014", 13, 10, ["'AA'"]),
    ("list of lists", "count = 4", "count = 4\nspaces = [[1, 3]]", "EV014", 13, 10, ["list of lists", "[1, 3]"]),
    ("poles against phases", "count = 4", 'count=4\nphases="AB"\npoles=3', "EV015", 14, 7, ["3 poles", "2 poles"]),
    ("on and members", 'on = "EV1"', 'on = "EV1"\nmembers = "S"', "EV015", 20, 1, ["both on and members"]),
    ("a name with a dot", "[groups.EV1]", '[groups."E.1"]', "EV016", 18, 9, ["'.'"]),
    ("huge count", "count = 4", "count = 1000000000000", "EV017", 12, 9, ["1,000,000,000,000", "at most 250,000"]),
    ("dangling panel", '"EV1"\ncount', '"EV2"\ncount', "EV020", 11, 9, ["'EV2'", "did you mean 'EV1'?"]),
    ("dangling supply", '"T1"', '"Utility"', "EV020", 8, 12, ["'Utility'", "there is T1"]),
    ("dangling circuit", 'circuits = "C"', 'circuits = ["C", "D1"]', "EV020", 17, 18, ["no circuit is called 'D1'"]),
    ("no such port", 'on = "EV1"', 'members = ["S1.3"]\nlimit = "9 A"', "EV020", 19, 11, ["'S1.3'", "S1.1 to S1.2"]),
    ("duplicate panel", "[groups.EV1]", '[panels.T1]\nfed_from = "EV1"\n[groups.EV1]', "EV021", 18, 1, ["'T1'"]),
    (
        "duplicate by count",
        "[groups.EV1]",
        '[circuits.C3]\npanel = "EV1"\nbreaker = "20 A"\n[groups.EV1]',
        "EV021",
        18,
        1,
        ["'C3'", "[circuits.C]", "by its count"],
    ),
    (
        "station for a circuit",
        'circuits = "C"',
        'circuit = "EV1"',
        "EV022",
        17,
        11,
        ["is a panel", "expected a circuit"],
    ),
    ("family for a circuit", 'circuits = "C"', 'circuit = "C"', "EV022", 17, 11, ["family of 4", "C1", "up to C4"]),
    ("group on a family", 'on = "EV1"', 'on = "C"', "EV022", 19, 6, ["family of 4"]),
    (
        "group on a station",
        'on = "EV1"',
        'on = "S"',
        "EV022",
        19,
        6,
        ["is a station", 'remove on and add members = "S"'],
    ),
    ("panel on itself", 'fed_from = "T1"', 'fed_from = "EV1"', "EV023", 8, 12, ["fed from itself"]),
    ("three poles on two legs", "208Y/120", "240/120", "EV034", 12, 9, ["3-pole", "poles = 1, or 2"]),
    ("neutral of a delta", "208Y/120", "480 delta", "EV034", 12, 10, ["no neutral", "AB"]),
    ("high leg", "208Y/120", "240/120 high-leg delta", "EV034", 12, 10, ["high leg", "AN"]),
    ("no phases on a supply", 'panel = "EV1"', 'panel = "T1"', "EV035", 11, 9, ["AB, BC, CA", 'phases = "AB"']),
    ("two legs of a wye", "208Y/120", "120/208 single-phase", "EV036", 6, 10, ["two lines of a 208Y/120"]),
    ("winding", '"208Y/120"', '"208Y/120"\nwinding = "delta-delta"', "EV036", 7, 11, ["delta-delta", "delta-wye"]),
    ("unknown model", "CP6021B-80A", "CP6021-80A", "EV040", 15, 9, ["'CP6021-80A'", "cp6021b-80a"]),
    ("family as model", "CP6021B-80A", "CT4000", "EV040", 15, 9, ["'CT4000'", "ct4011"]),
    ("too few circuits", "count = 4", "count = 3", "EV042", 17, 12, ["needs 4 circuits", "3 are free", "count = 4"]),
    (
        "minimum above the rating",
        "count = 2",
        'count = 2\nmin_current = "81 A"',
        "EV044",
        17,
        15,
        ["min_current is 81 A", "at most 80 A", 'min_current = "80 A"'],
    ),
    (
        "minimum above the setting",
        "count = 2",
        'count = 2\nsetting = "40 A"\nmin_current = "41 A"',
        "EV044",
        18,
        15,
        ["at most 40 A"],
    ),
    (
        "minimum of an own station above its rating",
        "[groups.EV1]",
        '[catalog.m]\nmax_current = "16 A"\nmin_current = "20 A"\n[groups.EV1]',
        "EV041",
        20,
        15,
        ["at least 20 A", "at most 16 A"],
    ),
    ("no rating", 'model = "CP6021B-80A"\n', "", "EV043", 14, 1, ["max_current"]),
    (
        "set above its maximum",
        "count = 2",
        'count = 2\nsetting = "90 A"',
        "EV044",
        17,
        11,
        ["90 A", 'setting = "80 A"'],
    ),
    ("too many ports", "count = 2", "count = 2\nports = 3", "EV044", 17, 9, ["has 2"]),
    ("dc on two wires", "CP6021B-80A", "cpe250", "EV044", 17, 12, ["three lines", "poles = 3"]),
    ("free group, no limit", 'on = "EV1"', 'members = "S"', "EV051", 18, 1, ["has no limit"]),
]
EXTRA = {"three poles on two legs": "poles = 3", "neutral of a delta": 'phases = "AN"', "high leg": 'phases = "B"'}


@for_each(("name", "old", "new", "code", "line", "column", "bits"), ONE_PROBLEM, ids=[case[0] for case in ONE_PROBLEM])
def test_one_slip_is_one_problem_at_its_place(name, old, new, code, line, column, bits):
    text = changed(old, new)
    if name in EXTRA:
        text = text.replace("count = 4", EXTRA[name] + "\ncount = 4")
    ((found, *place, message),) = problems_of(text)
    assert (found, *place) == (code, line, column)
    for bit in bits:
        assert bit in message


def test_every_problem_is_reported_in_one_run_in_file_order():
    text = BASE.replace('"400 A"', "400").replace('"EV1"\ncount', '"EV2"\ncount').replace("CP6021B-80A", "foo")
    text = text.replace('circuits = "C"', 'circuits = ["C", "D"]').replace('on = "EV1"', 'on = "EV9"\npolicy = "fair"')
    found = problems_of(text)
    assert [(code, line) for code, line, *_ in found] == [
        ("EV013", 9),
        ("EV020", 11),
        ("EV040", 15),
        ("EV020", 17),
        ("EV020", 19),
        ("EV014", 20),
    ]


def test_what_hangs_on_a_broken_thing_is_not_told_again():
    assert [code for code, *_ in problems_of(changed('rating = "150 kVA"', 'rating = "150"'))] == ["EV013"]


def test_a_circle_is_reported_once_with_its_members():
    text = changed('fed_from = "T1"', 'fed_from = "EV2"')
    text += '[panels.EV2]\nfed_from = "EV3"\n[panels.EV3]\nfed_from = "EV1"\n'
    ((code, line, _, message),) = problems_of(text)
    assert (code, line) == ("EV023", 8)
    assert "EV1 from EV2 from EV3 from EV1" in message


def test_all_circuits_and_all_ports_together_have_a_limit():
    text = changed(
        "[stations.S]", '[circuits.D]\npanel = "EV1"\nphases = "AB"\nbreaker = "20 A"\ncount = 999999\n[stations.S]'
    )
    assert [code for code, *_ in problems_of(text)] == ["EV017"]
    text = changed('circuits = "C"', 'circuit = "C1"').replace("count = 2", "count = 500001")
    assert [code for code, *_ in problems_of(text)] == ["EV017"]


def test_an_empty_file_is_not_a_site():
    assert [finding[0] for finding in problems_of("")] == ["EV004"]
    assert [finding[0] for finding in problems_of("# nothing\n")] == ["EV004"]


def test_text_that_is_no_toml_is_unreadable():
    with pytest.raises(evsite.SiteFileError) as caught:
        evsite.loads("[site\n")
    assert caught.value.unreadable
    assert [finding.code for finding in caught.value.findings] == ["EV001"]


def test_a_file_that_is_not_there_is_unreadable(tmp_path):
    with pytest.raises(evsite.SiteFileError) as caught:
        evsite.load(tmp_path / "none.toml")
    assert caught.value.unreadable


@pytest.mark.slow
def test_a_file_with_ten_thousand_slips_is_reported_in_time():
    tables = "".join(f'[circuits.X{n}]\npanel = "EV{n + 2}"\nbreaker = "20 A"\n' for n in range(10000))
    assert len(problems_of(BASE + tables)) == 10000


def test_amperes_across_two_supplies_make_no_limit():
    text = BASE + (
        '[supplies.T2]\nkind = "service"\nrating = "400 A"\nsystem = "208Y/120"\n'
        '[circuits.D]\npanel = "T2"\nphases = "AB"\n'
        'breaker = "40 A"\n[stations.R]\nmax_current = "32 A"\ncircuit = "D"\n'
        '[groups.G]\nmembers = ["S", "R"]\nlimit = "64 A"\n'
    )
    ((code, line, _, message),) = problems_of(text)
    assert (code, line) == ("EV051", 33)
    assert "kW" in message
    assert evsite.loads(text.replace('"64 A"', '"20 kW"')).groups["G"].limit_kw == 20


def test_no_message_speaks_of_objects_or_python():
    for case in ONE_PROBLEM:
        for *_, message in problems_of(changed(case[1], case[2])) if case[0] not in EXTRA else []:
            for word in ("object", "property", "dict", "NoneType", "str ", "pydantic", "Extra inputs"):
                assert word not in message
