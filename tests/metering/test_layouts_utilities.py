"""Exports of utilities: what is read is what other code reads, and nothing is read wrong silently."""

from datetime import datetime, timedelta

import pytest
from layout_samples import alaska, alter, canada, follow, nem12, opower, sce, sdge, texas, utilities, wide

from effort import hold_for_each
from evsite.metering.demand import peaks
from evsite.metering.errors import DataError
from evsite.metering.layouts import layouts
from evsite.metering.options import ReadingOptions
from evsite.metering.reading import read_interval_data, read_interval_files

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - counted on by the clock on the wall
BY_DAYS = [
    pytest.param(
        export,
        days,
        id=f"{export.__module__.rpartition('.')[2]}-{export.__name__}-{days}",
        marks=[pytest.mark.slow] if days == "long" else [],
    )
    for days, export in utilities.by_days()
]
EXPORTS = [
    pytest.param(export, id=f"{export.__module__.rpartition('.')[2]}-{export.__name__}")
    for export in utilities.EXPORTS.values()
]
every_family = pytest.mark.parametrize(
    "family", utilities.FAMILIES, ids=lambda family: family.__name__.rpartition(".")[2]
)


def read(sample, **more):
    return read_interval_data(sample.content, sample.filename, ReadingOptions(**{**sample.options, **more}))


def reported(series):
    return " | ".join(note.message for note in series.notes)


def check(sample, series):
    """A series is that of the sample."""
    assert series.unit == "kW"
    assert set(series.channels) == {""}
    values = series.channels[""]
    assert len(values) == sample.readings
    assert max(values) == pytest.approx(sample.expected_kw, rel=1e-9)
    assert peaks(series)[""].value == pytest.approx(sample.expected_kw, rel=1e-9)
    instant_s = int(series.start_s[values.argmax()])
    assert _wall(instant_s + series.zone.offset_s(instant_s)) == sample.peak_local
    assert sum(values * series.seconds) / 3600 == pytest.approx(sample.total_kwh, rel=1e-9)
    assert series.interval_s == sample.interval_min * 60
    assert f"read as {sample.layout}: " in reported(series)
    estimated = [note.message for note in series.notes if note.topic == "estimated"]
    assert len(estimated) == (sample.estimated > 0)
    assert all(message.startswith(f"{sample.estimated} of ") for message in estimated)
    for word in sample.aside:
        assert word.casefold() in reported(series).casefold()


def _wall(seconds):
    return f"{EPOCH + timedelta(seconds=seconds):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(("export", "days"), BY_DAYS)
def test_what_the_file_says_is_read(export, days):
    sample = export(days)
    check(sample, read(sample))


@every_family
def test_what_another_account_has_is_read(family):
    hold_for_each(utilities.variants_of(family), lambda sample: check(sample, read(sample)))


@pytest.mark.parametrize("export", EXPORTS)
def test_a_file_on_disk_is_read_like_its_content(export, tmp_path):
    sample = export()
    path = tmp_path / sample.filename
    path.write_bytes(sample.content)
    check(sample, read_interval_files([path], ReadingOptions(**sample.options)))


@pytest.mark.parametrize("export", EXPORTS)
def test_the_mark_of_the_layout_is_reported(export):
    sample = export()
    known = {"real": "known from real exports", "parser": "known from programs that read it"}
    assert f"({known[layouts()[sample.layout].mark]})" in reported(read(sample))


@pytest.mark.parametrize(
    "sample",
    [
        opower.pge_import_export(),
        opower.seattle(),
        sce.blocks(),
        sce.new(),
        sdge.export(),
        texas.export(surplus=True),
        wide.firstenergy(received=True),
        wide.pge_dir(),
        nem12.export(export_register=True),
        canada.bc_hydro(),
    ],
    ids=lambda sample: sample.name,
)
def test_what_flows_back_is_reported_and_never_counts(sample):
    series = read(sample)
    assert series.generation
    assert any(note.topic == "generation" and note.severity == "warning" for note in series.notes)
    assert max(series.channels[""]) < 24 == pytest.approx(max(slot_kw(sample)))


def slot_kw(sample):
    """The power that is given back at noon is in the file: as energy of its interval."""
    hours = sample.interval_min / 60
    return [24.0] if f"{24 * hours:.1f}".encode() in sample.content else [0.0]


@pytest.mark.parametrize("export", EXPORTS)
def test_without_a_time_zone_it_is_asked_for(export):
    sample = export()
    with pytest.raises(DataError) as caught:
        read(sample, timezone=None)
    assert caught.value.about == "timezone"
    assert {say.key for way in caught.value.ways_out for say in way} == {"timezone"}
    check(sample, read(sample, **sample.options))


@pytest.mark.parametrize("export", EXPORTS)
def test_a_layout_that_is_said_is_the_one(export):
    sample = export()
    check(sample, read(sample, layout=sample.layout))


@pytest.mark.parametrize("export", EXPORTS)
def test_another_layout_is_refused_with_the_one_that_fits(export):
    sample = export()
    other = "srp-hourly" if sample.layout != "srp-hourly" else "chugach"
    with pytest.raises(DataError) as caught:
        read(sample, layout=other)
    assert caught.value.about == "layout"
    ways = caught.value.ways_out
    assert [say.value for way in ways for say in way] == [sample.layout]
    check(sample, read(sample, **{say.key: say.value for say in ways[0]}))


@pytest.mark.parametrize("export", EXPORTS)
def test_another_unit_that_is_said_holds(export):
    sample = export()
    hours = sample.interval_min / 60
    # as energy, and as power: kW by interval in place of kWh
    factor = 1.0 if sample.layout == "comed-idr" else hours
    assert max(read(sample, unit="kW").channels[""]) == pytest.approx(sample.expected_kw * factor)
    assert max(read(sample, unit="Wh").channels[""]) == pytest.approx(sample.expected_kw * factor / hours / 1000)


@pytest.mark.parametrize("export", EXPORTS)
def test_a_multiplier_that_is_said_multiplies(export):
    sample = export()
    assert max(read(sample, multiplier=80).channels[""]) == pytest.approx(80 * sample.expected_kw)


# what no option can tell: rows of two meters that nothing tells apart, labels that are in no order, a line that was cut
# in the middle of its unit, and a kind of rows that stands for two
NO_WAY = {
    "rows of a second meter",
    "columns in another order",
    "half of the last line",
    "some rows of an unknown kind",
    "unknown unit of intervals",
    "second meter",
}


@pytest.mark.slow
@pytest.mark.parametrize("export", EXPORTS)
def test_a_changed_file_is_read_right_or_refused_and_its_advice_leads_there(export):
    sample = export()
    for change in alter.altered(sample):
        at_once = follow.outcomes(change.content, sample.filename, sample.options, depth=0)
        if at_once != [None]:
            assert any(at_once == pytest.approx([each]) for each in change.right), (change.name, at_once, change.right)
            continue
        ends = follow.outcomes(change.content, sample.filename, sample.options)
        right = change.right or (sample.expected_kw,)
        found = [kw for kw in ends if kw is not None and any(kw == pytest.approx(each) for each in right)]
        assert found or change.name in NO_WAY, (change.name, ends)


@pytest.mark.slow
@every_family
def test_a_changed_variant_is_read_right_or_refused(family):
    variants = utilities.variants_of(family)
    hold_for_each(dict(zip(variants, enumerate(variants.values()), strict=True)), is_read_right_or_refused)


def is_read_right_or_refused(number, sample):
    # in turn: every other change, as variants of a kind of file stand beside each other, and all changes above
    for change in list(alter.altered(sample))[number % 2 :: 2]:
        (kw,) = follow.outcomes(change.content, sample.filename, sample.options, depth=0)
        assert kw is None or any(kw == pytest.approx(each) for each in change.right), (change.name, kw, change.right)


GAS = opower.pge_usage(minutes=60).content.replace(b"Electric usage", b"Natural gas usage")
REFUSED = {
    "gas, in therms": (GAS.replace(b"USAGE (kWh)", b"USAGE (therms)"), "is no electric load"),
    "gas, in kWh": (GAS, "Natural gas usage are no electric load"),
    "gas meter of San Diego": (sdge.export(resource="Gas", unit="Therms").content, "take that of the electric meter"),
    "registers of Texas": (texas.DAILY.encode(), "register of a meter"),
}


@pytest.mark.parametrize(("content", "words"), [pytest.param(*value, id=key) for key, value in REFUSED.items()])
def test_what_is_no_interval_data_of_electricity_is_refused(content, words):
    with pytest.raises(DataError, match=words):
        read_interval_data(content, "data.csv", ReadingOptions(timezone="America/Los_Angeles"))


@pytest.mark.parametrize(
    "sample",
    [
        wide.dominion(recorders=("00000001", "00000002")),
        wide.firstenergy(customers=2),
        alaska.chugach(meters=("00000001", "00000002")),
    ],
    ids=lambda sample: sample.name,
)
def test_meters_in_one_file_are_added_with_a_word_or_chosen(sample):
    series = read(sample)
    assert max(series.channels[""]) == pytest.approx(2 * sample.expected_kw)
    (note,) = [note for note in series.notes if note.topic == "meters"]
    assert note.severity == "warning"
    assert "2 meters" in note.message
    name = note.message.split('"')[1]
    check(sample, read(sample, meter=(name,)))


def test_the_registers_of_a_market_meter_are_added():
    content = nem12.export(export_register=True).content.replace(b"B1", b"E2")
    series = read_interval_data(content, "nem12.csv", ReadingOptions(timezone="Australia/Sydney"))
    assert max(series.channels[""]) == pytest.approx(24.0)


def test_market_records_without_their_header_are_known():
    sample = nem12.export()
    content = sample.content.split(b"\n", 1)[1]
    check(sample, read_interval_data(content, "detailed.csv", ReadingOptions(**sample.options)))


MARKET = nem12.export()
CHANGED_RECORDS = {
    "more values than intervals": (MARKET.content.replace(b",kWh,30,", b",kWh,60,"), "more than 24 values of 60 min"),
    "fewer values than intervals": (MARKET.content.replace(b",kWh,30,", b",kWh,15,"), "fewer than 96 values"),
    "no record 200": (
        b"\n".join(line for line in MARKET.content.split(b"\n") if line[:3] != b"200"),
        "before any record",
    ),
    "a date in another order": (MARKET.content.replace(b"300,20250617,", b"300,17062025,"), "has no date"),
}


@pytest.mark.parametrize(("content", "words"), [pytest.param(*value, id=key) for key, value in CHANGED_RECORDS.items()])
def test_market_records_that_do_not_fit_are_refused(content, words):
    with pytest.raises(DataError, match=words):
        read_interval_data(content, MARKET.filename, ReadingOptions(**MARKET.options))


@pytest.mark.parametrize("register", [b"Z1", b"11"])
def test_a_register_that_is_not_known_can_be_named(register):
    content = MARKET.content.replace(b",E1,E1,E1,", b"," + b",".join([register] * 3) + b",")
    with pytest.raises(DataError) as caught:
        read_interval_data(content, MARKET.filename, ReadingOptions(**MARKET.options))
    assert [say.value for way in caught.value.ways_out for say in way] == [register.decode()]
    assert follow.outcomes(content, MARKET.filename, MARKET.options) == pytest.approx([MARKET.expected_kw])


def test_cells_of_market_records_that_are_no_numbers_are_reported():
    content = MARKET.content.replace(b"3.1750", b"x.1750")
    series = read_interval_data(content, MARKET.filename, ReadingOptions(**MARKET.options))
    assert "cells that are no numbers are left out" in reported(series)
    assert "7 of 96 rows have no value" in reported(series)


def test_directions_may_be_written_out():
    sample = wide.pge_dir()
    content = sample.content.replace(b",D,", b",Delivered,").replace(b",R,", b",Received,")
    check(sample, read_interval_data(content, sample.filename, ReadingOptions(**sample.options)))


def test_a_sum_of_meters_is_never_less_than_one_of_them_where_another_has_no_data():
    sample = wide.dominion(recorders=("00000001", "00000002"))
    rows = sample.content.decode().splitlines()
    # the second meter has no data on the day of the peak
    content = "\n".join(row for row in rows if not ("00000002" in row and "06/18/2025" in row)).encode()
    series = read_interval_data(content, sample.filename, ReadingOptions(**sample.options))
    assert max(series.channels[""]) == pytest.approx(sample.expected_kw)
    assert "added only where every meter has data" in reported(series)


def test_intervals_that_were_not_measured_are_a_gap():
    content = nem12.export(quality="V").content.replace(b"400,1,8,S14,32,", b"400,1,8,N14,32,")
    series = read_interval_data(content, "nem12.csv", ReadingOptions(timezone="Australia/Sydney"))
    assert len(series) == 88
    assert [gap.seconds for gap in series.gaps] == [4 * 3600]


def test_values_that_are_marked_as_received_are_no_load():
    series = read(wide.duquesne(codes=["87"] * 8 + ["QD"] * 16))
    assert len(series) == 40
    assert series.generation
    assert "values marked 87" in reported(series)


def test_a_mark_beside_a_value_that_is_not_known_is_reported():
    assert 'values marked "zz" are read as any other' in reported(read(wide.duquesne(codes=["ZZ"] + ["QD"] * 23)))


def test_the_total_of_a_year_below_its_periods_is_no_reading():
    sample = sce.old()
    row = '"2025-01-01 00:00:00\u00a0to 2026-01-01 00:00:00","8760.0",""\r\n'
    series = read_interval_data(
        sample.content + row.encode("latin-1"), sample.filename, ReadingOptions(**sample.options)
    )
    check(sample, series)
    assert "1 row is the sum of other rows" in reported(series)


def test_the_hour_that_comes_twice_has_columns_of_its_own():
    sample = wide.firstenergy("autumn")
    lines = sample.content.decode().splitlines()
    extra = [text for label in ("0115", "0130", "0145", "0200") for text in (f"DST {label}", "QTY")]
    for place, line in enumerate(lines):
        if line.startswith("Reading Date"):
            lines[place] = ",".join([line, *extra])
        elif line.startswith("11/01/2025"):
            lines[place] = line + "," * len(extra)
        elif line.startswith("11/02/2025"):
            lines[place] = ",".join([line, *(text for _ in range(4) for text in ("7.500", "QD"))])
    series = read_interval_data("\n".join(lines).encode(), sample.filename, ReadingOptions(**sample.options))
    assert len(series) == sample.readings + 4
    assert not series.gaps
    assert max(series.channels[""]) == pytest.approx(30.0)


@pytest.mark.parametrize("name", sorted({export().layout for export in utilities.EXPORTS.values()}))
def test_a_layout_says_where_its_header_was_seen(name):
    layout = layouts()[name]
    assert layout.exporters
    assert layout.title[0].isupper() or layout.title.startswith("NEM12")
    assert "://" in layout.source or "code" in layout.source or "AEMO" in layout.source
    assert len(layout.title) < 90


@pytest.mark.parametrize(
    ("mark", "exports"),
    [
        ("real", (1, 2, 3, 4, 5, 6, 7, 8, 11, 12)),
        ("parser", (9, 10, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23)),
    ],
)
def test_how_well_a_header_is_known_is_said(mark, exports):
    assert {layouts()[utilities.EXPORTS[number]().layout].mark for number in exports} == {mark}


@pytest.mark.parametrize(
    ("export", "stamp", "value"),
    [
        (opower.pge_usage, "2025-11-02,01:30,", 4),
        (sce.old, '"2025-11-02 01:30:00', 1),
        (sce.new, '"11/02/2025 01:30AM', 3),
        (sdge.export, '"11/2/2025","1:30 AM"', 4),
        (texas.export, "11/02/2025,11/03/2025 07:37:17, 01:30", 5),
        (alaska.chugach, "2025-11-02 01:30:00", 2),
    ],
    ids=lambda value: getattr(value, "__module__", "").rpartition(".")[2] or None,
)
@pytest.mark.parametrize("second", [False, True])
def test_a_peak_in_the_hour_that_comes_twice_is_in_the_pass_that_has_it(export, stamp, value, second):
    sample = export("autumn")
    text = sample.content.decode("latin-1" if sample.layout == "sce-old" else "utf-8")
    lines = text.split("\n")
    places = [place for place, line in enumerate(lines) if stamp in line and line.index(stamp) < 45]
    # an interval may end where another begins
    begun = [
        each
        for each in places
        if "1:45" in lines[each] or "1:44" in lines[each] or sample.layout in {"sdge", "chugach"}
    ]
    at = begun[second]
    cells = lines[at].split(",")
    cells[value] = cells[value].replace(cells[value].strip('" \r'), "7.500")
    lines[at] = ",".join(cells)
    content = "\n".join(lines).encode("latin-1" if sample.layout == "sce-old" else "utf-8")
    series = read_interval_data(content, sample.filename, ReadingOptions(**sample.options))
    assert max(series.channels[""]) == pytest.approx(30.0)
    instant_s = int(series.start_s[series.channels[""].argmax()])
    assert _wall(instant_s + series.zone.offset_s(instant_s)) == "2025-11-02 01:30"
    hour = {"chugach": 9, "smart-meter-texas": 6}.get(sample.layout, 8)
    assert _wall(instant_s) == f"2025-11-02 {hour + second:02d}:30"
