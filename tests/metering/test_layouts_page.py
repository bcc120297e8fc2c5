"""docs/metering.md lists every layout with what is read of its sample; `EVSITE_GOLDEN=write` writes the list anew."""

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from layout_samples import generic, sma, utilities
from layout_samples.checks import load_of
from test_layouts_devices import WRITERS

from evsite.metering.errors import DataError
from evsite.metering.layouts import layouts
from evsite.metering.options import ReadingOptions
from evsite.metering.reading import read_interval_data

PAGE = Path(__file__).parents[2] / "docs" / "metering.md"
LIST = re.compile(r"(?<=<!-- layouts -->\n).*?(?=<!-- end of layouts -->)", re.DOTALL)
FORMS = {
    "stamps": generic.stamp,
    "start-and-end": generic.start_and_end,
    "date-and-time": generic.date_and_time,
    "date-and-hour": generic.date_and_hour,
    "period": generic.period,
    "day-rows": generic.day_rows,
    "day-blocks": generic.day_blocks,
    "delivered-and-received": generic.both_ways,
    "long": generic.long_rows,
}
WITHOUT_SAMPLE = {"green-button": "by `tests/metering/espi_files.py`"}


def samples():
    """A sample of each layout: of two ordinary days."""
    found = {}
    for days, export in utilities.by_days():
        if days == "ordinary":
            sample = export(days)
            found.setdefault(sample.layout, sample)
    for sample in utilities.variants():
        found.setdefault(sample.layout, sample)
    for name, write in {**WRITERS, **FORMS}.items():
        found[name] = write("ordinary")
    found["sma-sunny-explorer"] = replace(
        found["tesla"], content=sma.sma(), filename="sma.csv", options={"timezone": "Europe/Berlin"}
    )
    return found


def read_of(sample):
    """What evsite says about a sample."""
    said = ", ".join(f"{key} {value}" for key, value in sorted(sample.options.items()) if key != "timezone")
    try:
        series = read_interval_data(sample.content, sample.filename, ReadingOptions(**sample.options))
    except DataError as error:
        return f"refused: {error}", said
    unit = next(note.message for note in series.notes if note.topic == "unit")
    highest = max(load_of(series))
    return f"{unit}; highest {highest:g} {series.unit}", said


def rows():
    found = samples()
    yield "| layout | exporters | mark | read | specified | header seen in |"
    yield "|---|---|---|---|---|---|"
    for layout in layouts().values():
        what, said = read_of(found[layout.name]) if layout.name in found else (WITHOUT_SAMPLE[layout.name], "")
        exporters = ", ".join(layout.exporters) or layout.title
        cells = (f"`{layout.name}`", exporters, layout.mark, what, said, layout.source)
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def test_the_page_lists_every_layout_with_what_is_read():
    page = PAGE.read_text(encoding="utf-8")
    expected = "\n".join(rows()) + "\n"
    if os.environ.get("EVSITE_GOLDEN") == "write":
        PAGE.write_text(LIST.sub(lambda _: expected, page), encoding="utf-8")
        pytest.skip("written anew")
    assert LIST.search(page)[0] == expected
