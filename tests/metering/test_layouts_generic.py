"""Files of no known exporter, in forms that many share: right values, or a refusal whose advice leads to them."""

from dataclasses import replace
from functools import cache

import pytest
from layout_samples import generic
from layout_samples.checks import (
    assert_advice_works,
    assert_names_layout,
    assert_right,
    follow,
    load_of,
    read,
    refusal,
    reported,
    right_or_refused,
)

FORMS = {
    "stamps": generic.stamp,
    "stamps of ends": lambda days, **said: generic.stamp(days, edge="end", **said),
    "decimal commas": generic.european,
    "date and time": generic.date_and_time,
    "date and time, AM and PM": lambda days, **said: generic.date_and_time(days, style="12", **said),
    "date and time with offset": lambda days, **said: generic.date_and_time(days, offset=True, **said),
    "usage date and start time": lambda days, **said: generic.date_and_time(
        days, names=("Usage Date", "Start Time"), **said
    ),
    "reading date and interval start": lambda days, **said: generic.date_and_time(
        days, names=("Reading Date", "Interval Start"), **said
    ),
    "start and end": generic.start_and_end,
    "start and end, times alone": lambda days, **said: generic.start_and_end(days, full=False, **said),
    "period": generic.period,
    "period with a dash": lambda days, **said: generic.period(days, between=" - ", **said),
    "period, times alone": lambda days, **said: generic.period(days, style="times", between=" - ", **said),
    "period between hyphens": lambda days, **said: generic.period(days, style="times", between=" to ", **said),
    "period beside a date": generic.dated_period,
    "unit in cells": generic.unit_in_cells,
    "unit of a channel": generic.unit_of_channel,
    "delivered and received": generic.both_ways,
    "import and export": lambda days, **said: generic.both_ways(days, names=("Import", "Export"), **said),
    "nothing received": lambda days, **said: generic.both_ways(days, empty=True, **said),
    "day blocks": generic.day_blocks,
    "day blocks with headers": lambda days, **said: generic.day_blocks(days, style="date", again=True, **said),
}
for _numbers in ("0-23", "1-24", "HE"):
    for _count in ("clock", "order"):
        FORMS[f"hour {_numbers} by {_count}"] = lambda days, numbers=_numbers, count=_count, **said: (
            generic.date_and_hour(days, numbers=numbers, count=count, **said)
        )
for _style in generic.CLOCKS:
    FORMS[f"hour as {_style}"] = lambda days, style=_style, **said: generic.hour_as_text(days, style=style, **said)
for _column in generic.LONG:
    for _order in ("rows", "blocks"):
        FORMS[f"long by {_column} in {_order}"] = lambda days, column=_column, order=_order, **said: generic.long_rows(
            days, column=column, order=order, **said
        )
DAYS = ["autumn", *(pytest.param(days, marks=pytest.mark.slow) for days in ("ordinary", "spring", "long"))]
DAY_ROWS = [
    pytest.param(label, minutes, id=f"{label}-{minutes}", marks=() if minutes == 60 else pytest.mark.slow)
    for label in ("start", "end", "end-0:00", "start-pm", "hour", "he", "he0100", "interval", "plain")
    for minutes in (15, 30, 60)
]
UNITS = ("kWh", "kW")


def _in_turn(forms):
    """Every form with all kinds of days, in one of the units: the two in turn; every third one over the longest."""
    for number, form in enumerate(forms):
        for place, kind in enumerate(DAYS if (number + number // 3) % 3 == 0 else DAYS[:-1]):
            marks = [] if place == 0 else [pytest.mark.slow]
            values = (form,)
            if hasattr(form, "values"):
                marks, values = [*marks, *form.marks], form.values
            (day,) = kind.values if hasattr(kind, "values") else (kind,)
            unit = UNITS[(number + place) % 2]
            name = form.id if hasattr(form, "id") else form
            yield pytest.param(*values, day, unit, id=f"{name}-{day}-{unit}", marks=marks)


CHOSEN = {"long by Channel": ("1 kWh delivered",)}
"""Forms in which the file does not say which of its loads is meant, and the one that is."""


QUICK = (
    "stamps",
    "date and time",
    "period, times alone",
    "start and end",
    "hour HE by clock",
    "long by Direction in rows",
)


def _forms(names=tuple(FORMS)):
    """Forms as parameters: a few of them for the quick tests."""
    return [form if form in QUICK else pytest.param(form, marks=pytest.mark.slow) for form in names]


@cache  # many tests begin with the same file
def _sample(form, days="ordinary", **said):
    sample = FORMS[form](days, **said)
    chosen = next((meter for name, meter in CHOSEN.items() if form.startswith(name)), None)
    return sample if chosen is None else replace(sample, options=sample.options | {"meter": chosen})


@pytest.mark.parametrize(("form", "days", "unit"), list(_in_turn(FORMS)))
def test_form_is_read_right(form, days, unit):
    sample = _sample(form, days, unit=unit)
    series = read(sample)
    assert_right(sample, series)
    assert_names_layout(sample, series)


@pytest.mark.parametrize(("label", "minutes", "days", "unit"), list(_in_turn(DAY_ROWS)))
def test_rows_of_days_are_read_right(label, minutes, days, unit):
    sample = generic.day_rows(days, minutes, unit=unit, label=label)
    series = read(sample)
    assert_right(sample, series)
    assert_names_layout(sample, series)


@pytest.mark.parametrize("label", ["start", "end", "hour", "plain"])
def test_total_of_a_day_is_no_interval(label):
    sample = generic.day_rows(label=label, total=True)
    assert_right(sample, read(sample))


@pytest.mark.parametrize("form", _forms())
def test_zone_is_asked_for(form):
    sample = _sample(form)
    if form == "date and time with offset":
        assert_right(sample, read(sample, timezone=None))
    else:
        assert_advice_works(sample, "timezone")


@pytest.mark.parametrize("form", [form for form in FORMS if form.startswith(tuple(CHOSEN))])
def test_one_of_several_loads_is_asked_for(form):
    sample = _sample(form)
    error = refusal(sample, meter=None)
    assert any(say.key in {"meter", "column"} for way in error.ways_out for say in way)
    assert_right(sample, read(sample, **follow(error, {"meter": sample.options["meter"]})))


WITHOUT_UNIT = [form for form in FORMS if not form.startswith(("long", "unit"))]


@pytest.mark.parametrize("unit", ["kW", "kWh"])
@pytest.mark.parametrize("form", _forms(WITHOUT_UNIT))
def test_unit_that_is_nowhere_is_asked_for(form, unit):
    sample = _sample(form, unit=unit)
    content = sample.content.replace(f" ({unit})".encode(), b"")
    error = refusal(sample, content)
    said = follow(error, {"unit": unit})
    assert_right(sample, read(sample, content, **said))


@pytest.mark.parametrize("unit", ["kW", "kWh"])
@pytest.mark.parametrize("label", ["start", "end", "hour", "plain"])
def test_unit_of_days_that_is_nowhere_is_asked_for(label, unit):
    sample = generic.day_rows(label=label, unit=unit)
    lines = [line.split(",") for line in sample.content.decode().splitlines()]
    content = "\n".join(",".join([line[0], *line[2:]]) for line in lines).encode()
    error = refusal(sample, content)
    assert_right(sample, read(sample, content, **follow(error, {"unit": unit})))


def _with_words(words):
    """Every form with one of the words, in turn; the first forms with all of them."""
    for number, form in enumerate(WITHOUT_UNIT):
        for place, word in enumerate(words):
            if number < 2 or place == number % len(words):
                marks = [] if form in QUICK else [pytest.mark.slow]
                yield pytest.param(form, word, id=f"{form}-{word}", marks=marks)


@pytest.mark.parametrize(("form", "word"), list(_with_words(["kXatts", "kWh/d", "kWhx"])))
def test_unit_that_is_not_known_is_asked_for(form, word):
    sample = _sample(form)
    content = sample.content.replace(b"(kWh)", f"({word})".encode())
    refusal(sample, content)
    right_or_refused(sample, content, answers={"unit": "kWh"})


@pytest.mark.parametrize(("form", "word"), list(_with_words(["MVArh", "therms", "Volts", "USD"])))
def test_unit_of_something_else_is_no_load(form, word):
    sample = _sample(form)
    refusal(sample, sample.content.replace(b"(kWh)", f"({word})".encode()))


@pytest.mark.parametrize("stamps", ["start", "end"])
def test_edge_of_stamps_can_be_said(stamps):
    sample = generic.stamp(edge=stamps, header="Time")
    series = read(sample, stamps=stamps)
    assert_right(sample, series)


def test_received_rows_never_count():
    for column in ("Direction", "Flow"):
        sample = generic.long_rows(column=column)
        series = read(sample)
        assert max(load_of(series)) == pytest.approx(18)
        assert series.generation


def test_column_of_zeros_is_no_generation():
    assert_right(generic.both_ways(empty=True), read(generic.both_ways(empty=True)), generation=False)


def test_gas_is_left_aside_with_a_word():
    sample = generic.long_rows(column="Fuel")
    series = read(sample)
    assert_right(sample, series, generation=False)
    assert any("gas" in note.message.casefold() for note in series.notes)


@pytest.mark.parametrize("form", _forms([form for form in FORMS if not form.startswith(("decimal", "day blocks"))]))
def test_footer_and_preamble_change_nothing(form):
    sample = _sample(form)
    above = b"Usage of the last days\nAccount,12345678\n\n"
    below = b"\nTotal,,\nEnd of report\n"
    assert_right(sample, read(sample, above + sample.content + below))


@pytest.mark.parametrize("form", _forms())
def test_encoding_changes_nothing(form):
    sample = _sample(form)
    for encoding in ("utf-16", "utf-8-sig")[:: 1 if form in QUICK else 2]:
        assert_right(sample, read(sample, sample.content.decode().encode(encoding)))


WITH_ROOM = [form for form in FORMS if not form.startswith(("day blocks", "decimal", "long", "unit"))]


@pytest.mark.parametrize("form", _forms(WITH_ROOM))
def test_column_without_readings_is_not_chosen(form):
    """An empty "Demand (kW)" beside energy says nothing."""
    sample = _sample(form)
    lines = sample.content.decode().splitlines()
    content = "\n".join([f"{lines[0]},Demand (kW)", *(f"{line}," for line in lines[1:])]).encode()
    assert_right(sample, read(sample, content))


def test_total_of_devices_is_the_load_where_it_is_more_than_each():
    sample = generic.long_rows(column="Device")
    assert "Dryer" in reported(read(sample))
    # without the name, or with less than a device, nobody knows
    for old, new in ((b",Total,", b",Oven,"), (b",Dryer,kWh,3.0,", b",Dryer,kWh,9.0,")):
        content = sample.content.replace(old, new)
        error = refusal(sample, content if old in sample.content else sample.content.replace(b",Dryer,", b",Home,"))
        assert any(say.key == "meter" for way in error.ways_out for say in way)


def test_rows_of_tariffs_are_one_record():
    sample = generic.stamp()
    head, *rows = sample.content.decode().splitlines()
    rows = [f"{row},{'On-Peak' if ' 15:' in row or ' 16:' in row else 'Off-Peak'}" for row in rows]
    content = "\n".join([f"{head},Register", *rows]).encode()
    assert_right(sample, read(sample, content))


def test_columns_of_circuits_are_no_hours():
    """Twenty-four circuits beside a stamp are not the hours of a day."""
    sample = generic.stamp()
    _head, *rows = sample.content.decode().splitlines()
    content = "\n".join(
        [
            ",".join(["Timestamp", *(f"kW {n}" for n in range(1, 25))]),
            *(",".join([row.split(",")[0], *(f"{n}.5" for n in range(1, 25))]) for row in rows),
        ]
    ).encode()
    refusal(sample, content)


@pytest.mark.parametrize("form", _forms())
def test_form_can_be_forced_and_another_one_is_refused(form):
    sample = _sample(form)
    assert_right(sample, read(sample, layout=sample.layout))
    error = refusal(sample, layout="day-rows")
    assert error.about == "layout"
    assert_right(sample, read(sample, **follow(error, {"layout": sample.layout})))
