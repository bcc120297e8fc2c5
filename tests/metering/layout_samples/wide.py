"""Exports with a row for each day: Dominion, ComEd, Duquesne Light, FirstEnergy, PG&E by direction."""

import io
from dataclasses import replace
from itertools import groupby

import pandas as pd

from layout_samples.base import clock, frame_of, lines_of, sample, slots, us_date

EAST, WEST, MIDDLE = "America/New_York", "America/Los_Angeles", "America/Chicago"


def _days(profile):
    return [(day, list(group)) for day, group in groupby(profile, lambda slot: slot.wall.date())]


def _by_clock(of_day, minutes, text, *, skipped=""):
    """The values of a day in the columns of the clock: nothing in those that the clock skips, once what comes twice."""
    by_minute = {}
    for slot in of_day:
        if not slot.start.fold:
            by_minute[slot.wall.hour * 60 + slot.wall.minute] = text(slot)
    return [by_minute.get(minute, skipped) for minute in range(0, 1440, minutes)]


def _kept(profile):
    return [slot for slot in profile if not slot.start.fold]


def _numbered(frame, columns, day_column, form, minutes, zone, factor):
    """Values of columns in the order of the day, as instants."""
    walls, kw = [], []
    for _, row in frame.iterrows():
        day = pd.to_datetime(str(row[day_column]).split(" ")[0], format=form)
        for place, column in enumerate(columns):
            if pd.notna(row[column]) and str(row[column]).strip():
                walls.append(day + pd.Timedelta(minutes=minutes * place))
                kw.append(float(row[column]) * factor)
    return frame_of(walls, kw, minutes, zone, twice=False)


def dominion(days="ordinary", *, name="dominion", recorders=("00000000",), date_text=None):
    """Labels are starts, energy with two decimals."""
    profile = _kept(slots(EAST, days, 30, solar=False))
    midnight = pd.Timestamp("2025-01-01")
    labels = [clock(midnight + pd.Timedelta(minutes=30 * nth), lead=False) for nth in range(48)]
    header = ["Account No", "Recorder ID", "Date", *(f"{label} kWH" for label in labels)]
    dated = date_text or (lambda day: us_date(day, lead=True))
    rows = [
        ["000000000000", recorder, dated(day), *_by_clock(of_day, 30, lambda slot: f"{slot.kwh:.2f}")]
        for recorder in recorders
        for day, of_day in _days(profile)
    ]
    content = lines_of([header, *rows]).encode()
    frame = pd.read_csv(io.BytesIO(content), dtype=str)
    frame = frame[frame["Recorder ID"] == recorders[0]]
    form = "%m/%d/%Y" if "/" in frame["Date"].iloc[0] else "%Y-%m-%d"
    found = _numbered(frame, header[3:], "Date", form, 30, EAST, 2)
    return sample(name, content, "usage.csv", "dominion", {"timezone": EAST}, found, profile, decimals=2)


def comed(days="ordinary", *, name="comed-idr", minutes=30, meters=(1.0,), channels=(1,), extras=True, hole=False):
    """kW by number of the interval, as they pass: numbers above those of a day for the day of 25 hours.

    `meters`: the share of the load that each meter has; they add up. `hole`: on the day of 23 hours the numbers that
    the clock skips are empty, and not the last ones.
    """
    profile = slots(MIDDLE, days, minutes, solar=False)
    count, extra = 1440 // minutes, 60 // minutes
    width = count + (extra if extras else 0)
    header = ["Service Agreement/Choice ID", "METER_NBR", "CHANNEL_NBR", "RECORDING_DT"]
    rows = []
    for nth, share in enumerate(meters):
        for channel in channels:
            factor = share if channel == 1 else 7.0
            for day, of_day in _days(profile):
                cells = [f"{slot.kw * factor:.3f}" for slot in of_day]
                if hole and len(cells) < count:
                    cells[4 * extra // 2 : 4 * extra // 2] = [""] * extra
                cells += [""] * (width - len(cells))
                rows.append(["0000000000", f"2{nth:08d}", str(channel), us_date(day, lead=True), *cells])
    columns = [f"KW_INTERVAL_{number}" for number in range(1, width + 1)]
    content = ("INTERVAL USAGE DATA\n\n" + lines_of([[*header, *columns], *rows])).encode()
    frame = pd.read_csv(io.BytesIO(content), skiprows=2, dtype={"METER_NBR": str})
    frame = frame[frame["CHANNEL_NBR"] == 1]
    total = frame.groupby("RECORDING_DT", sort=False)[columns].sum(min_count=1)
    starts, kw = [], []
    for day, row in total.iterrows():
        # the n-th reading of a day begins that many intervals after midnight, whatever the clock does
        midnight = pd.to_datetime(day, format="%m/%d/%Y").tz_localize(MIDDLE)
        for place, value in enumerate(row.dropna()):
            starts.append(midnight + pd.Timedelta(minutes=minutes * place))
            kw.append(value)
    found = pd.DataFrame({"start": pd.DatetimeIndex(starts), "kw": kw, "minutes": minutes})
    options = {"timezone": MIDDLE}
    return sample(name, content, "idr.csv", "comed-idr", options, found, profile, decimals=2 if minutes < 60 else 3)


def duquesne(days="ordinary", *, name="duquesne", codes=None):
    """Hours ending 1 to 24 with a code beside each, below a table of months. `codes`: of the second day."""
    profile = _kept(slots(EAST, days, 60, solar=False))
    top = [
        ["Customer Identity", "0000000000"],
        ["EDC", "Duquesne Light Co."],
        [],
        ["Summarized Monthly Billed Usage"],
        ["From", "To", "kWh", "kW"],
        ["05/17/2025", "06/16/2025", "4320", "18.0"],
        [],
        ["Detailed Interval Usage"],
    ]
    pairs = [text for hour in range(1, 25) for text in (str(hour), f"{hour} QTY")]
    rows = []
    for place, (day, of_day) in enumerate(_days(profile)):
        cells = _by_clock(of_day, 60, lambda slot: f"{slot.kwh:.3f}")
        marks = (codes if codes and place == 1 else None) or ["QD"] * 24
        joined = [text for cell, mark in zip(cells, marks, strict=True) for text in (cell, mark if cell else "")]
        rows.append([us_date(day, lead=True), *joined, "Actual"])
    content = lines_of([*top, ["Reading Date", *pairs, "Quality"], *rows]).encode()
    frame = pd.read_csv(io.BytesIO(content), skiprows=len(top), dtype=str)
    found = _numbered(frame, [str(hour) for hour in range(1, 25)], "Reading Date", "%m/%d/%Y", 60, EAST, 1)
    estimated = sum(code in ("KA", "9H") for code in codes or ())
    options = {"timezone": EAST}
    return sample(name, content, "hia.csv", "duquesne", options, found, profile, decimals=3, estimated=estimated)


def firstenergy(days="ordinary", *, name="firstenergy", customers=1, last="2400", received=False, minutes=15):
    """Labels are ends with a code beside each; a block for each customer, some without data.

    `last`: how the end of the day is written. `received`: columns D and R.
    """
    profile = _kept(slots(EAST, days, minutes, solar=received))
    ends = [minutes * nth for nth in range(1, 1440 // minutes + 1)]
    labels = [f"{end // 60:02d}{end % 60:02d}" for end in ends[:-1]] + [last]
    prefix = "D " if received else ""
    header = ["Reading Date", *(text for label in labels for text in (f"{prefix}{label}", f"{prefix}QTY"))]
    if received:
        header += [text for label in labels for text in (f"R {label}", "R QTY")]
    lines = [["Customer Identifier", "08000000000000000000"], ["No Interval Data Found"], []]
    for customer in range(customers):
        lines += [["Customer Identifier", f"0800000000000000000{customer + 1}"], ["Detailed Interval Usage"], header]
        for day, of_day in _days(profile):
            cells = _by_clock(of_day, minutes, lambda slot: f"{slot.kwh:.3f}")
            row = [text for cell in cells for text in (cell, "QD" if cell else "")]
            if received:
                back = _by_clock(of_day, minutes, lambda slot: f"{slot.export_kwh:.3f}")
                row += [text for cell in back for text in (cell, "87" if cell else "")]
            lines.append([us_date(day, lead=True), *row])
        lines.append([])
    content = lines_of(lines).encode()
    text = content.decode()
    block = text[text.index("Reading Date") :].split("\n\n")[0]
    frame = pd.read_csv(io.StringIO(block), header=None, skiprows=1, dtype=str)
    columns = [1 + 2 * nth for nth in range(len(labels))]
    found = _numbered(frame, columns, 0, "%m/%d/%Y", minutes, EAST, 60 / minutes)
    return sample(name, content, "usage.csv", "firstenergy", {"timezone": EAST}, found, profile, decimals=3)


def pge_dir(days="ordinary", *, name="pge-dir", minutes=15, received=True, schedule=True):
    """A row a day delivered (D) and one received (R); labels are ends and the last is 0:00."""
    profile = _kept(slots(WEST, days, minutes, solar=received))
    ends = [minutes * nth % 1440 for nth in range(1, 1440 // minutes + 1)]
    labels = [f"{end // 60}:{end % 60:02d}" for end in ends]
    rows = []
    for day, of_day in _days(profile):
        for direction, text in (
            ("D", lambda slot: f"{slot.kwh:.3f}"),
            ("R", lambda slot: f"{slot.export_kwh:.3f}"),
        ):
            if direction == "D" or received:
                cells = _by_clock(of_day, minutes, text)
                rows.append(["0000000000", direction, us_date(day), *["HETOUC"] * schedule, *cells])
    content = lines_of([["SA_ID", "DIR", "DATE", *["RS"] * schedule, *labels], *rows]).encode()
    frame = pd.read_csv(io.BytesIO(content), dtype=str)
    frame = frame[frame["DIR"] == "D"]
    found = _numbered(frame, labels, "DATE", "%m/%d/%Y", minutes, WEST, 60 / minutes)
    return sample(name, content, "interval.csv", "pge-dir", {"timezone": WEST}, found, profile, decimals=3)


def _numbers(sample, tail):
    """Labels that were numbers in a spreadsheet: 15 or 15.0 in place of 0015."""
    lines = sample.content.decode().split("\n")
    for place, line in enumerate(lines):
        if line.startswith("Reading Date"):
            cells = [f"{int(cell)}{tail}" if cell.isdigit() else cell for cell in line.split(",")]
            lines[place] = ",".join(cells)
    return replace(sample, content="\n".join(lines).encode())


def variants():
    estimated = ["KA"] * 5 + ["QD"] * 19
    return [
        dominion(name="dominion-date-cell", date_text=lambda day: f"{day} 00:00:00"),
        comed(name="comed-quarter", minutes=15),
        comed(name="comed-two-meters", meters=(0.25, 0.75)),
        comed(name="comed-channels", channels=(1, 2)),
        comed(name="comed-no-extras", extras=False),
        comed("spring", name="comed-spring-hole", hole=True),
        duquesne(name="duquesne-estimated", codes=estimated),
        firstenergy(name="firstenergy-2359", last="2359"),
        firstenergy(name="firstenergy-0000", last="0000"),
        firstenergy(name="firstenergy-received", received=True),
        firstenergy(name="firstenergy-half", minutes=30),
        _numbers(firstenergy(name="firstenergy-numbers"), ""),
        _numbers(firstenergy(name="firstenergy-decimals"), ".0"),
        firstenergy(name="firstenergy-hourly", minutes=60),
        pge_dir(name="pge-dir-hourly", minutes=60),
        pge_dir(name="pge-dir-delivered", received=False),
        pge_dir(name="pge-dir-no-schedule", schedule=False),
    ]
