"""Rules on as-built records: each has a record that breaks it, and fields are understood as people type them."""

from dataclasses import replace

import pytest
from as_built_records import FILE, OFFICE, as_csv, changed, filled_rows, found, office, reported, with_record

from evsite.model.as_built import AsBuiltRecord
from evsite.rules import check
from evsite.rules.rule_list import AS_BUILT
from evsite.sitefile.edits import apply_edits
from evsite.sitefile.loading import load, loads

SITE = loads(OFFICE)
PORTS = list(SITE.ports)


def edited(edit):
    rows = filled_rows(SITE)
    rows = edit(rows) or rows
    return reported(SITE, as_csv(rows))


def set_all(**cells):
    def edit(rows):
        for row in rows[:4]:
            row.update(cells)

    return edit


def without(*columns):
    return lambda rows: [{key: text for key, text in row.items() if key not in columns} for row in rows]


CASES = {
    "EV702": (
        without("firmware", "breaker_a"),
        [f"EV702 columns of {FILE} not there, and not compared: breaker_a and firmware"],
    ),
    "EV703": (lambda rows: rows[:-1], [f"EV703 T.1: in no row of {FILE}"]),
    "EV704": (
        lambda rows: [*rows, rows[0] | {"port": "S9.1"}],
        [f"EV704 no port of the design: 'S9.1' ({FILE}, row 7)"],
    ),
    "EV705": (lambda rows: [*rows, rows[0]], [f"EV705 S1.1: in rows 2 and 7 of {FILE}; the first is compared"]),
    "EV706": (set_all(breaker_a="big"), None),
    "EV707": (set_all(firmware=""), [f"EV707 {FILE} has 4 blanks: firmware"]),
    "EV708": (
        set_all(deviation="moved 10 ft"),
        [f"EV708 S1.1 to S2.2: noted as a deviation: 'moved 10 ft' ({FILE}, rows 2 to 5)"],
    ),
    "EV710": (set_all(panel="EV2"), [f"EV710 C1 to C4: panel EV2 as built, EV1 in the design ({FILE}, rows 2 to 5)"]),
    "EV711": (
        set_all(model="cp6011b-80a"),
        [f"EV711 S1 and S2: model cp6011b-80a as built, cp6021b-80a in the design ({FILE}, rows 2 to 5)"],
    ),
    "EV712": (
        set_all(breaker_a="80"),
        [f"EV712 C1 to C4: breaker 80 A as built, 100 A in the design ({FILE}, rows 2 to 5)"],
    ),
    "EV713": (set_all(poles="3"), [f"EV713 C1 to C4: poles 3 as built, 2 in the design ({FILE}, rows 2 to 5)"]),
    "EV714": (
        lambda rows: rows[4].update(spaces="6-8"),
        [f"EV714 D: spaces 6, 8 as built, 2, 4 in the design ({FILE}, row 6)"],
    ),
    "EV715": (
        lambda rows: rows[4].update(phases="ca"),
        [f"EV715 D: phases CA as built, AB in the design ({FILE}, row 6)"],
    ),
    "EV716": (
        set_all(feed="jumper"),
        [f"EV716 S1 and S2: feed jumper as built, own in the design ({FILE}, rows 2 to 5)"],
    ),
    "EV717": (
        lambda rows: rows[4].update(setting_a="40"),
        [f"EV717 T: Power Select setting 40 A as built, 32 A in the design ({FILE}, row 6)"],
    ),
    "EV718": (
        lambda rows: rows[4].update(panel_group="EV9"),
        [f"EV718 T.1: group of the panel EV9 as built, EV1 in the design ({FILE}, row 6)"],
    ),
    "EV719": (
        lambda rows: rows[4].update(panel_limit="90 kW"),
        [f"EV719 EV1: limit 90 kW as built, 200 A in the design ({FILE}, row 6)"],
    ),
    "EV720": (
        lambda rows: rows[4].update(fallback_a="9"),
        [f"EV720 T: fallback 9 A as built, 8 A in the design ({FILE}, row 6)"],
    ),
    "EV721": (
        lambda rows: [rows[at].update(serial="SN-7") for at in (2, 3)] and None,
        [f"EV721 S2: serial number SN-7 as built, SN-2 in the design ({FILE}, rows 4 and 5)"],
    ),
    "EV722": (
        lambda rows: rows[4].update(serial="sn-1"),
        [f"EV722 serial number 'SN-1' is that of S1 and T ({FILE}, rows 2, 3 and 6)"],
    ),
    "EV723": (
        lambda rows: [rows[at].update(mac="000D.6F0A.90C2") for at in (2, 3)] and None,
        [f"EV723 MAC address '000D.6F0A.90C2' is that of S2 and T ({FILE}, rows 4 to 6)"],
    ),
    "EV724": (
        lambda rows: rows[4].update(mac="00:0D:6F:0A:90"),
        [f"EV724 no MAC address: '00:0D:6F:0A:90' ({FILE}, row 6)"],
    ),
    "EV725": (
        lambda rows: rows[1].update(mac="FE-00-00-00-00-77"),
        [
            (
                f"EV725 S1 has several as its MAC address: 'FE-00-00-00-00-00' ({FILE}, row 2) "
                f"and 'FE-00-00-00-00-77' ({FILE}, row 3)"
            )
        ],
    ),
}


def test_every_rule_on_records_has_a_record_that_breaks_it():
    assert {"EV701", *CASES} == {rule.code for rule in AS_BUILT}


def test_a_record_that_says_what_was_designed_gives_nothing_to_tell():
    assert office() == []


@pytest.mark.parametrize("code", CASES)
def test_a_record_breaks_one_rule_and_no_other(code):
    edit, expected = CASES[code]
    said = edited(edit)
    assert {line.partition(" ")[0] for line in said} == {code}
    assert expected is None or said == expected


@pytest.mark.parametrize("code", sorted(CASES))
def test_an_edit_that_is_offered_makes_the_finding_go_and_nothing_new(code):
    rows = filled_rows(SITE)
    rows = CASES[code][0](rows) or rows
    content = as_csv(rows)
    checked = check(with_record(SITE, content))
    for finding in (each for each in checked.findings if each.code == code):
        for edits in finding.fix.edits:
            after = loads(apply_edits(OFFICE, edits))
            assert finding.message not in {each.message for each in found(after, content)}


def test_edits_of_a_whole_table_are_offered_and_those_of_a_part_of_it_are_not():
    def edits_of(number):
        rows = filled_rows(SITE)
        for row in rows[:number]:
            row["breaker_a"] = "90 A"
        (finding,) = found(SITE, as_csv(rows))
        return [(edit.path, edit.value) for edits in finding.fix.edits for edit in edits]

    assert edits_of(4) == [(("circuits", "C", "breaker"), "90 A")]
    assert edits_of(3) == []


def test_edits_are_not_offered_where_the_rows_of_a_thing_disagree():
    site = loads(OFFICE.replace("count = 2", "count = 2\njumper = true").replace("count = 4", "count = 2"))
    rows = filled_rows(site)
    rows[0]["breaker_a"] = rows[2]["breaker_a"] = "90 A"
    (finding,) = found(site, as_csv(rows))
    assert finding.message == f"C1 and C2: breaker 90 A as built, 100 A in the design ({FILE}, rows 2 and 4)"
    assert finding.fix.edits == ()


@pytest.mark.parametrize(
    ("cells", "edits"),
    [
        ({"setting_a": "40", "max_a": "40 A"}, [("stations", "T", "setting")]),
        ({"fallback_a": "12", "fallback_kw": "2.5"}, [("stations", "T", "fallback")]),
    ],
)
def test_one_edit_puts_right_what_stands_in_two_columns(cells, edits):
    rows = filled_rows(SITE)
    rows[4].update(cells)
    content = as_csv(rows)
    findings = found(SITE, content)
    for finding in findings:
        (way,) = finding.fix.edits
        assert [edit.path for edit in way] == edits
        assert [each.code for each in found(loads(apply_edits(OFFICE, way)), content)] == []
    assert len(findings) == 2


def test_stations_that_were_not_built_or_that_were_added_are_an_edit_of_their_number():
    text = (
        OFFICE.replace("serial = [", "# serial = [").replace("count = 4", "count = 6").replace("count = 2", "count = 3")
    )
    site, fewer = loads(text), loads(text.replace("count = 3", "count = 2"))
    for design, built, count in ((site, fewer, 2), (fewer, site, 3)):
        content = as_csv(filled_rows(built))
        (finding,) = found(design, content, remedies=False)
        (way,) = finding.fix.edits
        assert [(edit.path, edit.value) for edit in way] == [(("stations", "S", "count"), count)]
        after = text if design is site else text.replace("count = 3", "count = 2")
        assert found(loads(apply_edits(after, way)), content) == []
    # a station in the middle, or one port alone, is no matter of their number
    for gone in (("S1.1", "S1.2"), ("S3.2",)):
        rows = [row for row in filled_rows(site) if row["port"] not in gone]
        (finding,) = found(site, as_csv(rows))
        assert (finding.code, finding.fix.edits) == ("EV703", ())


def test_an_edit_that_would_overload_the_design_alone_comes_with_what_else_has_to_change():
    rows = filled_rows(SITE)
    rows[4]["breaker_a"] = "30 A"
    checked = check(with_record(SITE, as_csv(rows)))
    (finding,) = (each for each in checked.findings if each.code == "EV712")
    (way,) = finding.fix.edits
    assert [(edit.path[-1], edit.value) for edit in way] == [("breaker", "30 A"), ("setting", "24 A")]
    assert check(loads(apply_edits(OFFICE, way[:1]))).summary["error"] > 0
    assert check(loads(apply_edits(OFFICE, way))).summary["error"] == 0


@pytest.mark.parametrize(
    "cells",
    [
        *(
            {"breaker_a": text}
            for text in ("100", "100 A", "100A", "100/2", "100 a / 2P", "2P-100A", "100 amps", "100.0")
        ),
        *({"spaces": text} for text in ("1, 3", "1,3", "1-3", "1/3", "1 3", "#1 & 3", "1 – 3", "spaces 1 and 3", "1")),
        *({"phases": text} for text in ("AB", "ba", "A-B", "a/b", "L1-L2", "B A", "Phase A-B")),
        *({"poles": text} for text in ("2", "2P", "2-pole", "2 poles")),
        *({"feed": text} for text in ("OWN", "dedicated", "home run")),
        *({"setting_a": text} for text in ("none", "-", "n/a", "80", "80 A")),
        *({"max_a": text} for text in ("80", "80A", "80,0")),
        *({"panel_limit": text} for text in ("200", "200 A", "200A per line", "200.0 a/phase")),
        *({"policy": text} for text in ("Equal", "equal share", "EQUAL_SHARE")),
        *({"model": text} for text in ("CP6021B-80A", " cp6021b-80a ")),
        *({"serial": text} for text in ("sn-1", "SN-1 ")),
        *({"port": text} for text in ("s1.1", "1")),
        {"deviation": "none"},
        {"test_one_car_a": "79,8 A", "test_two_cars_a": "n/a"},
        *({"test_two_cars_a": text} for text in ("40/40", "40 A + 39.8 A", "40 & 40", "40 and 40")),
    ],
    ids=str,
)
def test_fields_are_understood_as_people_type_them(cells):
    assert office(**cells) == []


@pytest.mark.parametrize(
    ("key", "text"),
    [
        *(("breaker_a", text) for text in ("big", "100 kW", "1e999", "100 A 9P", "-100", "1" * 300, "=1+1")),
        *(("spaces", text) for text in ("3-Jan", "left", "3-1", "1-", ", ,", "1.5")),
        # what spreadsheets make of "1/3" by their language and the year
        *(("spaces", text) for text in ("01/03/26", "1/3/2026", "1/3/27", "01-03-26", "2026-01-03", "1.3.2026")),
        *(("phases", text) for text in ("AA", "Q", "A B D", "phases")),
        *(("poles", text) for text in ("4", "0", "two")),
        ("feed", "battery"),
        *(("setting_a", text) for text in ("low", "5 kW")),
        *(("panel_limit", text) for text in ("lots", "200 V", "200 A; x")),
        ("policy", "fair"),
        *(("fallback_kw", text) for text in ("some", "3 mi")),
        *(("test_one_car_a", text) for text in ("ok", "7.2 kW", "40/", "40/x")),
    ],
)
def test_a_field_that_is_not_understood_is_a_finding(key, text):
    (said,) = office(**{key: text})
    assert said.startswith("EV706 ")
    assert text[:40] in said


def test_poles_that_stand_with_the_breaker_count():
    assert office(breaker_a="100/3") == [f"EV713 C1: poles 3 as built, 2 in the design ({FILE}, row 2)"]
    assert office(breaker_a="100/3", poles="3") == office(breaker_a="100/3")
    assert [line[:5] for line in office(breaker_a="100/3", poles="")] == ["EV707", "EV713"]


@pytest.mark.parametrize(("text", "same"), [("8", True), ("8.0", True), ("8.04", False), ("8.2", False), ("7", False)])
def test_a_number_is_the_designs_when_rounded_to_its_own_decimals(text, same):
    said = changed(4, fallback_a=text)
    assert (said == []) is same


def test_a_fallback_may_be_given_in_either_unit():
    assert changed(4, fallback_a="1.66 kW") == []
    assert changed(4, fallback_kw="8 A") == []
    assert changed(4, fallback_kw="1.7") == []
    assert changed(4, fallback_kw="9 A") == [f"EV720 T: fallback 9 A as built, 1.66 kW in the design ({FILE}, row 6)"]


def test_numbers_with_all_the_digits_of_a_workbook_are_those_of_the_design():
    assert changed(4, fallback_a="8.00000000000001", fallback_kw="1.66400000000001") == []
    assert office(panel_limit="200.000000000001", max_a="79.9999999999999") == []
    assert [line[:5] for line in changed(4, fallback_a="8.00100000000001")] == ["EV720"]


@pytest.mark.parametrize("text", ["2.145E+11", "2,145E+11", "2E+11", "2.15e+15"])
def test_a_serial_number_that_a_spreadsheet_has_rounded_is_nobodys(text):
    rows = filled_rows(SITE)
    for row in rows:
        row["serial"] = text
    (finding,) = found(SITE, as_csv(rows))
    assert finding.code == "EV706"
    assert "formatted as text" in str(finding.fix)
    # nor is it a number where a maker has letters in it
    assert office(serial="SN-1") == []
    assert [line[:5] for line in changed(4, serial="12E45")] == []
    assert [line[:5] for line in changed(4, iccid=text)] == ["EV706"]


def test_leading_zeros_that_are_lost_are_reported_as_such_and_are_no_edit():
    site = loads(OFFICE.replace('"SN-1"', '"002346"'))
    rows = filled_rows(site)
    for row in rows[:2]:
        row["serial"] = "2346"
    (finding,) = found(site, as_csv(rows))
    assert finding.message == f"S1: serial number 2346 as built, 002346 in the design ({FILE}, rows 2 and 3)"
    assert any("leading zeros" in note for note in finding.notes)
    assert finding.fix.edits == ()
    for row in rows[:2]:
        row["serial"] = "2347"
    (finding,) = found(site, as_csv(rows))
    assert not any("leading zeros" in note for note in finding.notes)


def test_a_heading_that_is_not_known_is_reported_with_the_column_that_is_most_like_it():
    content = as_csv(filled_rows(SITE)).decode()
    content = content.replace("serial,", "Serial No.,", 1).replace("mac,", "our own notes,", 1)
    (said,) = reported(SITE, content.encode())
    assert "'Serial No.' (did you mean 'serial'?) and 'our own notes'; not there" in said


def test_columns_of_one_title_are_reported_apart_by_their_units():
    (said,) = office(fallback_kw="")
    assert "fallback in kW" in said
    assert [line.partition(" is not")[0] for line in office(fallback_a="some")] == ["EV706 fallback in A"]


def test_a_line_break_in_a_field_is_a_space_in_a_message():
    (said,) = office(deviation="moved\nto the left")
    assert "'moved to the left'" in said


def test_a_record_that_cannot_be_read_is_reported_at_the_key_and_changes_nothing_else(tmp_path):
    file = tmp_path / "site.toml"
    file.write_text(OFFICE.replace("[site]", '[site]\nas_built = "as-built.csv"'), encoding="utf-8")
    (finding,) = (each for each in check(load(file)).findings if each.code.startswith("EV7"))
    assert (finding.code, finding.path) == ("EV701", ("site", "as_built"))
    (tmp_path / "as-built.csv").write_bytes(as_csv(filled_rows(SITE)))
    assert [each.code for each in check(load(file)).findings if each.code.startswith("EV7")] == []


def test_what_a_record_says_changes_no_other_finding():
    rows = filled_rows(SITE)
    for row in rows:
        row.update(breaker_a="20", fallback_a="0", panel_limit="5 A", model="x")
    with_it = [f for f in check(with_record(SITE, as_csv(rows))).findings if not f.code.startswith("EV7")]
    assert with_it == list(check(SITE).findings)
    assert with_record(SITE, as_csv(rows)) == SITE
    assert check(replace(SITE, as_built=AsBuiltRecord("x", problem="gone"))).summary["error"] == 1
