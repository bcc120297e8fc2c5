"""Files that are nearly those of an exporter: one thing is changed, and what is right then is known."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import datetime

HEADS = {
    "pge-usage": "TYPE,",
    "pge-import-export": "TYPE,",
    "opower-units": "TYPE,",
    "opower-usage": "TYPE,",
    "opower-import-export": "TYPE,",
    "sce-new": "Date,Energy",
    "sdge": "Meter Number,Date",
    "smart-meter-texas": "ESIID,",
    "srp-hourly": "Usage Date,",
    "srp-interval": "Usage date,",
    "dominion": "Account No,",
    "comed-idr": "Service Agreement",
    "duquesne": "Reading Date,1,",
    "pge-dir": "SA_ID,",
    "bc-hydro": '"Account Holder"',
    "hydro-quebec": "Contrat;",
}
"""What the header of a table begins with."""
VALUES = {
    "USAGE (kWh)",
    "USAGE",
    "IMPORT (kWh)",
    "Delivered",
    "Consumption",
    "USAGE_KWH",
    "kWh",
    "Total kWh",
    "Inflow (kWh)",
}
ENDS = {"END TIME", "Energy Consumption time Period End", "USAGE_END_TIME", "Duration"}
METERS = {"Meter Number", "ESIID", "Recorder ID", "METER_NBR", "SA_ID", "Contrat"}
KINDS = {"TYPE", "CONSUMPTION_SURPLUSGENERATION", "DIR", "CHANNEL_NBR"}


@dataclass(frozen=True)
class Altered:
    """A changed file. `right` are the peaks [kW] that may come out; a refusal is always right."""

    name: str
    content: bytes
    right: tuple[float, ...]

    def __str__(self):
        return self.name


class Table:
    """The lines above the header, the header and the rows of a file with one table."""

    def __init__(self, sample):
        content = sample.content
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252")
        self.separator = ";" if sample.layout == "hydro-quebec" else ","
        start = text.index("Energy Consumption Time" if sample.name == "sce-copy" else HEADS[sample.layout])
        self.above = text[:start]
        self.header, *self.rows = csv.reader(io.StringIO(text[start:]), delimiter=self.separator)
        self.peak = sample.expected_kw

    def write(self, *, separator=None):
        out = io.StringIO()
        csv.writer(out, lineterminator="\n", delimiter=separator or self.separator).writerows([self.header, *self.rows])
        return (self.above + out.getvalue()).encode()

    def at(self, names):
        return next((index for index, name in enumerate(self.header) if name in names), None)


def altered(sample):
    """Every change that a sample can have."""
    found = [*_texts(sample)]
    if sample.layout not in HEADS:
        return found
    for name, change in _CHANGES.items():
        table = Table(sample)
        right = change(table)
        if right is not None:
            found.append(Altered(name, table.write(), right))
    return found


def _texts(sample):
    """Changes of the text alone: units, and how it is written down."""
    content, kw = sample.content, sample.expected_kw
    for name, unit, long, factor in (
        ("unknown unit", b"kWx", b"kilowatt-parsecs", None),
        ("Wh", b"Wh", b"watt-hours", 1e-3),
        ("MWh", b"MWh", b"megawatt-hours", 1e3),
    ):
        changed = re.sub(rb"\bkwh\b|(?<=_)KWH\b", unit, content, flags=re.IGNORECASE)
        changed = changed.replace(b"kilowatt-hours", long)
        if changed != content and sample.layout != "duquesne":
            # (the table of months above is all that names a unit there)
            yield Altered(name, changed, () if factor is None else (kw * factor,))
    if b"KW_INTERVAL" in content:
        yield Altered("unknown unit of intervals", content.replace(b"KW_INTERVAL", b"FOO_INTERVAL"), ())
    text = content.decode("cp1252" if sample.layout in ("sce-old", "hydro-quebec") else "utf-8-sig", "replace")
    if sample.layout != "hydro-quebec":
        yield Altered("UTF-16", text.encode("utf-16"), (kw,))
        yield Altered("CRLF", text.replace("\r\n", "\n").replace("\n", "\r\n").encode(), (kw,))
    iso = re.sub(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)", r"\3.\2.\1", text)
    if iso != text:
        yield Altered("dates with the day first", iso.encode(), (kw,))
    american = re.sub(
        r"(?<!\d)(\d{1,2})/(\d{1,2})/(\d{4})", lambda found: f"{int(found[2]):02d}/{int(found[1]):02d}/{found[3]}", text
    )
    if american != text:
        yield Altered("day and month swapped", american.encode(), (kw,))
    yield Altered("a line of a total", (text.rstrip() + "\nTotal,,,,99999.0,99999.0\n").encode(), (kw,))
    yield Altered("half of the last line", text.rstrip()[:-9].encode(), (kw,))


def _rename_value(table):
    at = table.at(VALUES)
    if at is None:
        return None
    table.header[at] = "Foo"
    return (table.peak,)


def _drop_end(table):
    at = table.at(ENDS)
    if at is None:
        return None
    del table.header[at]
    table.rows = [[*row[:at], *row[at + 1 :]] for row in table.rows]
    return (table.peak,)


def _rename_end(table):
    at = table.at(ENDS)
    if at is None:
        return None
    table.header[at] = "Foo"
    return (table.peak,)


def _unknown_kind(table):
    at = table.at(KINDS)
    if at is None:
        return None
    for row in table.rows:
        row[at] = "Xyzzy" if row[at] in ("Electric usage", "Consumption", "D", "1") else row[at]
    # the whole load has another name: what it is cannot be known
    return ()


def _some_unknown_kind(table):
    at = table.at(KINDS)
    if at is None:
        return None
    for row in table.rows[-9:]:
        row[at] = "Xyzzy"
    return (table.peak,)


def _second_meter(table):
    """Another meter with twice the load: together three times, which is the sum."""
    at = table.at(METERS)
    if at is None:
        return None
    table.rows += [_scaled(table, row, 2, {at: "7" * 8}) for row in table.rows if any(row)]
    return (3 * table.peak,)


def _twice_without_meter(table):
    """The rows of another meter of twice the load, and nothing tells them apart: there is no answer."""
    if table.at(METERS) is not None:
        return None
    table.rows += [_scaled(table, row, 2, {}) for row in table.rows if any(row)]
    return (3 * table.peak,)


def _scaled(table, row, factor, cells):
    changed = list(row)
    for index, cell in enumerate(row):
        name = table.header[index] if index < len(table.header) else ""
        if re.fullmatch(r"-?\d+[.,]\d+", cell) and name not in METERS:
            comma = "," in cell
            text = f"{float(cell.replace(',', '.')) * factor:.4f}"
            changed[index] = text.replace(".", ",") if comma else text
    for index, text in cells.items():
        changed[index] = text
    return changed


def _more_column(table):
    """A column more, with an energy that nobody knows: it may not be taken for the load."""
    table.header.append("Foo (kWh)")
    table.rows = [
        [*row, *[""] * (len(table.header) - 1 - len(row)), f"{50 + place % 7}"] for place, row in enumerate(table.rows)
    ]
    return (table.peak,)


def _newest_first(table):
    table.rows.reverse()
    return (table.peak,)


def _columns_reversed(table):
    width = len(table.header)
    table.header.reverse()
    table.rows = [[*row, *[""] * (width - len(row))][:width][::-1] for row in table.rows]
    return (table.peak,)


def _no_preamble(table):
    table.above = ""
    return (table.peak,)


def _header_again(table):
    table.rows.insert(len(table.rows) // 2, list(table.header))
    return (table.peak,)


def _blank_peak(table):
    """The cells with the highest value are empty: the next highest is what is left."""
    at = table.at(VALUES)
    if at is None:
        return None
    foreign = ("Natural gas usage", "Surplus Generation", "total")
    values = [
        _number(row[at]) if at < len(row) and not any(cell in foreign for cell in row) else None for row in table.rows
    ]
    if values.count(None) == len(values):
        return None
    highest = max(value for value in values if value is not None)
    next_highest = max(value for value in values if value is not None and value != highest)
    for row, value in zip(table.rows, values, strict=True):
        if value == highest:
            row[at] = ""
    return (table.peak * next_highest / highest,)


def _number(cell):
    return float(cell.replace(",", ".")) if re.fullmatch(r"-?\d+([.,]\d+)?", cell) else None


def _semicolons(table):
    """A spreadsheet of another country: semicolons and decimal commas."""
    if table.separator == ";":
        return None
    table.rows = [[re.sub(r"^(-?\d+)\.(\d+)$", r"\1,\2", cell) for cell in row] for row in table.rows]
    table.separator = ";"
    table.above = table.above.replace(",", ";")
    return (table.peak,)


def _thousands(table):
    """Values a thousand times as large, with separators."""
    at = table.at(VALUES)
    if at is None or table.separator == ";" or not any(_number(row[at]) for row in table.rows if at < len(row)):
        return None
    for row in table.rows:
        if at < len(row) and re.fullmatch(r"-?\d+\.\d+", row[at]):
            row[at] = f"{float(row[at]) * 1000:,.3f}"
    return (1000 * table.peak,)


def _stamps_of_words(table):
    """Dates with the month as a word."""
    for row in table.rows:
        for index, cell in enumerate(row):
            if re.fullmatch(r"\d{4}-\d\d-\d\d", cell):
                row[index] = f"{datetime.fromisoformat(cell):%d-%b-%Y}"
    return (table.peak,)


_CHANGES = {
    "value column renamed": _rename_value,
    "end column removed": _drop_end,
    "end column renamed": _rename_end,
    "unknown kind": _unknown_kind,
    "some rows of an unknown kind": _some_unknown_kind,
    "second meter": _second_meter,
    "rows of a second meter": _twice_without_meter,
    "a column more": _more_column,
    "newest first": _newest_first,
    "columns in another order": _columns_reversed,
    "no lines above the header": _no_preamble,
    "header again": _header_again,
    "no value at the peak": _blank_peak,
    "semicolons and decimal commas": _semicolons,
    "thousands separators": _thousands,
    "months as words": _stamps_of_words,
}
