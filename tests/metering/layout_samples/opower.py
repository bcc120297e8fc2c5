"""Exports of the Opower platform: PG&E, ComEd, PECO, Puget Sound Energy, Seattle City Light."""

import csv
import io
from dataclasses import replace

import pandas as pd

from layout_samples.base import frame_of, lines_of, sample, slots, us_date

PREAMBLE = [
    ["Name", "JANE DOE"],
    ["Address", "1 MAIN ST, ANYTOWN CA 90000"],
    ["Account Number", "0000000000"],
    ["Service", "Service 1"],
]
USAGE = ("TYPE", "DATE", "START TIME", "END TIME", "USAGE (kWh)", "COST", "NOTES")
IMPORT_EXPORT = ("TYPE", "DATE", "START TIME", "END TIME", "IMPORT (kWh)", "EXPORT (kWh)", "COST", "NOTES")
UNITS = ("TYPE", "DATE", "START TIME", "END TIME", "USAGE", "UNITS", "COST", "NOTES")
UNITS_WITHOUT_END = ("TYPE", "DATE", "START TIME", "IMPORT (kWh)", "EXPORT (kWh)", "UNITS", "COST")
NO_COST = ("TYPE", "DATE", "START TIME", "END TIME", "USAGE (kWh)", "NOTES")
IMPORT_EXPORT_NO_COST = ("TYPE", "DATE", "START TIME", "END TIME", "IMPORT (kWh)", "EXPORT (kWh)", "NOTES")


def export(
    name,
    layout,
    header,
    zone,
    *,
    days="ordinary",
    minutes=15,
    bom=False,
    blank_first=False,
    preamble=PREAMBLE,
    excel=False,
    exclusive_end=False,
    second_hour=True,
    estimated=(),
    gas=False,
    negative=False,
    gas_unit="therms",
    short=True,
):
    """A file with the columns of `header`.

    `exclusive_end`: 01:00 in place of 00:59. `second_hour`: whether the hour that comes twice is in the file twice.
    `estimated`: numbers of readings with a note. `negative`: what is given back is negative usage. `short`: the empty
    cells at the end of a row are left out.
    """
    profile = slots(zone, days, minutes, solar=negative or any("EXPORT" in each for each in header))
    if not second_hour:
        profile = [slot for slot in profile if not slot.start.fold]
    names = [column.upper() for column in header]
    rows = [_row(names, slot, index in estimated, excel, exclusive_end, negative) for index, slot in enumerate(profile)]
    rows = [_shortened(row) for row in rows] if short and not excel else rows
    if gas:
        hours = slots(zone, days, 60, solar=False)
        rows += [_gas_row(names, slot, gas_unit, place) for place, slot in enumerate(hours)]
    top = [*([[]] * blank_first), *preamble, []]
    text = lines_of([*top, header, *rows])
    content = b"\xef\xbb\xbf" * bom + text.encode()
    return sample(
        name,
        content,
        f"{layout}_electric_usage_interval_data.csv",
        layout,
        {"timezone": zone},
        answer(content, minutes, zone, twice=second_hour),
        profile,
        decimals=3,
        estimated=len(estimated),
        aside=("gas",) if gas else (),
        net=negative,
    )


def _row(names, slot, estimated, excel, exclusive_end, negative):
    end = slot.wall_end if exclusive_end else slot.wall_end - pd.Timedelta(minutes=1)
    time = (lambda moment: f"{moment.hour}:{moment:%M}") if excel else (lambda moment: f"{moment:%H:%M}")
    usage = slot.kwh - (slot.export_kwh if negative else 0)
    cost = 0.3 * usage
    cells = {
        "TYPE": "Electric usage",
        "DATE": us_date(slot.wall) if excel else f"{slot.wall:%Y-%m-%d}",
        "START TIME": time(slot.wall),
        "END TIME": time(end),
        "USAGE (KWH)": f"{usage:.3f}",
        "USAGE": f"{usage:.3f}",
        "IMPORT (KWH)": f"{slot.kwh:.3f}",
        "EXPORT (KWH)": f"{slot.export_kwh:.3f}",
        "UNITS": "kWh",
        "COST": f"${cost:.2f} " if excel else f"${cost:.2f}",
        "NOTES": "This data was estimated" if estimated else "",
    }
    return [cells[name] for name in names]


def _gas_row(names, slot, unit, place):
    cells = {
        "TYPE": "Natural gas usage",
        "DATE": f"{slot.wall:%Y-%m-%d}",
        "START TIME": f"{slot.wall:%H:%M}",
        "END TIME": f"{slot.wall:%H}:59",
        # more than any hour of electricity
        "USAGE": f"{40 + place % 7:.2f}",
        "UNITS": unit,
        "COST": "$0.20",
        "NOTES": "",
    }
    return [cells[name] for name in names]


def _shortened(row):
    while row and row[-1] == "":
        row = row[:-1]
    return row


def answer(content, minutes, zone, *, twice=True):
    """What the electricity rows say, with what is known of this one layout."""
    text = content.decode("utf-8-sig")
    table = text[text.index("TYPE,") :]
    frame = pd.read_csv(io.StringIO(table), dtype=str)
    frame.columns = frame.columns.str.upper()
    frame = frame[frame["TYPE"] == "Electric usage"]
    value = next(name for name in ("IMPORT (KWH)", "USAGE (KWH)", "USAGE") if name in frame)
    if "UNITS" in frame:
        assert set(frame["UNITS"]) == {"kWh"}
    form = "%m/%d/%Y %H:%M" if "/" in frame["DATE"].iloc[0] else "%Y-%m-%d %H:%M"
    walls = pd.to_datetime(frame["DATE"] + " " + frame["START TIME"], format=form)
    return frame_of(walls, frame[value].str.replace(",", "").astype(float) * 60 / minutes, minutes, zone, twice=twice)


WEST, EAST, MIDDLE = "America/Los_Angeles", "America/New_York", "America/Chicago"


def pge_usage(days="ordinary", **options):
    return export("pge-usage", "pge-usage", USAGE, WEST, days=days, bom=True, **options)


def pge_import_export(days="ordinary", **options):
    return export("pge-import-export", "pge-import-export", IMPORT_EXPORT, WEST, days=days, bom=True, **options)


def pge_excel(days="ordinary", **options):
    return export("pge-excel", "pge-usage", USAGE, WEST, days=days, minutes=60, excel=True, short=False, **options)


def with_units(days="ordinary", **options):
    return export("opower-units", "opower-units", UNITS, MIDDLE, days=days, **{"minutes": 30, **options})


def with_gas(days="ordinary", **options):
    return export("gas-beside", "opower-units", UNITS, WEST, days=days, minutes=60, gas=True, **options)


def peco(days="ordinary", **options):
    return export("peco", "opower-usage", NO_COST, EAST, days=days, minutes=60, **options)


def puget(days="ordinary", **options):
    return export("puget", "opower-usage", NO_COST, WEST, days=days, blank_first=True, **options)


def seattle(days="ordinary", **options):
    return export(
        "seattle", "opower-import-export", IMPORT_EXPORT_NO_COST, WEST, days=days, second_hour=False, **options
    )


def _padded(sample):
    """Every line with as many cells as the widest, as spreadsheets write them."""
    rows = list(csv.reader(io.StringIO(sample.content.decode("utf-8-sig"))))
    width = max(map(len, rows)) + 2
    return replace(sample, content=lines_of([[*row, *[""] * (width - len(row))] for row in rows]).encode())


def variants():
    """Files as other accounts get them."""
    capital = tuple(name.replace("(kWh)", "(KWh)") for name in IMPORT_EXPORT)
    colon = [[row[0] + ":", *row[1:]] for row in PREAMBLE]
    return [
        export("pge-capital-KWh", "pge-import-export", capital, WEST, bom=True),
        export("pge-hourly", "pge-usage", USAGE, WEST, minutes=60),
        export("pge-estimated", "pge-usage", USAGE, WEST, estimated=(3, 4, 130)),
        export("pge-negative", "pge-usage", USAGE, WEST, negative=True),
        export("pge-end-exclusive", "pge-import-export", IMPORT_EXPORT, WEST, exclusive_end=True),
        export("pge-preamble-colon", "pge-usage", USAGE, WEST, preamble=colon),
        export("opower-without-end", "opower-units", UNITS_WITHOUT_END, WEST, bom=True),
        _padded(export("pge-excel-padded", "pge-usage", USAGE, WEST, minutes=60, excel=True, short=False)),
        export("units-quarter", "opower-units", UNITS, WEST, minutes=15),
        export("units-hour", "opower-units", UNITS, WEST, minutes=60),
    ]
