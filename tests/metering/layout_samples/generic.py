"""Forms that many exporters share: where the time stands, and what a row is."""

import csv
import io
from datetime import timedelta

import pandas as pd

from layout_samples.base import EXPORT_KW, clock, frame_of, lines_of, sample, slots, us_date

ZONE = "America/Chicago"


def _table(content, separator=",", decimal="."):
    return pd.read_csv(io.BytesIO(content), sep=separator, decimal=decimal)


def _value(slot, unit, decimals=6):
    return f"{slot.kw if unit == 'kW' else slot.kwh:.{decimals}f}"


def _kw(values, unit, minutes):
    return values if unit == "kW" else values / (minutes / 60)


def _done(form, name, content, frame, profile, *, layout="", options=None, decimals=6):
    options = {"timezone": ZONE} | (options or {})
    return sample(f"{form}: {name}", content, f"{form}.csv", layout or form, options, frame, profile, decimals=decimals)


def date_and_time(days="ordinary", minutes=15, *, unit="kWh", style="24", names=("Date", "Time"), offset=False):
    """A column of dates and one of times of the day."""
    profile = slots(ZONE, days, minutes, solar=False)
    rows = [[*names, f"Usage ({unit})"]]
    for slot in profile:
        date = f"{slot.wall:%Y-%m-%d}" if style == "24" else us_date(slot.wall, lead=True)
        time = f"{slot.wall:%H:%M}" if style == "24" else clock(slot.wall)
        rows.append([date, time + (slot.start.strftime("%z") if offset else ""), _value(slot, unit)])
    content = lines_of(rows).encode()

    table = _table(content)
    walls = pd.to_datetime(table[names[0]] + " " + table[names[1]].str[: None if not offset else 5], format="mixed")
    frame = frame_of(walls, _kw(table.iloc[:, 2], unit, minutes), minutes, ZONE)
    return _done("date-and-time", f"{unit} {minutes} min {style} {names} {days}", content, frame, profile)


def start_and_end(days="ordinary", minutes=15, *, unit="kWh", ends="converted", full=True):
    """Two stamps, or a date and two times of the day; `ends` as in `esb`."""
    profile = slots(ZONE, days, minutes, solar=False)
    rows = [["Start", "End", f"Usage ({unit})"] if full else ["Date", "Start Time", "End Time", f"Usage ({unit})"]]
    for slot in profile:
        end = slot.wall_end
        if full:
            rows.append([f"{slot.wall:%Y-%m-%d %H:%M}", f"{end:%Y-%m-%d %H:%M}", _value(slot, unit)])
        else:
            rows.append([f"{slot.wall:%Y-%m-%d}", f"{slot.wall:%H:%M}", f"{end:%H:%M}", _value(slot, unit)])
    content = lines_of(rows).encode()

    table = _table(content)
    walls = pd.to_datetime(table["Start"] if full else table["Date"] + " " + table["Start Time"])
    frame = frame_of(walls, _kw(table.iloc[:, -1], unit, minutes), minutes, ZONE)
    name = f"{unit} {minutes} min {'stamps' if full else 'times'} {days}"
    return _done("start-and-end", name, content, frame, profile)


def date_and_hour(days="ordinary", *, unit="kWh", numbers="1-24", count="clock", column="Hour"):
    """A date and the number of an hour: from 0 or from 1, or as HE1.

    `count` tells what the number is on the day of a change of clocks: that of the "clock" (one is missing, or is there
    twice), or its "order" in the day (1 to 23, or 1 to 25).
    """
    profile = slots(ZONE, days, 60, solar=False)
    rows = [["Date", column, f"Usage ({unit})"]]
    nth = {}
    for slot in profile:
        day = slot.wall.date()
        nth[day] = nth.get(day, -1) + 1
        number = (slot.wall.hour if count == "clock" else nth[day]) + (numbers != "0-23")
        rows.append([us_date(slot.wall), f"HE{number}" if numbers == "HE" else number, _value(slot, unit)])
    content = lines_of(rows).encode()

    table = _table(content)
    number = table[column].astype(str).str.removeprefix("HE").astype(int) - (numbers != "0-23")
    days_of = pd.to_datetime(table["Date"], format="mixed")
    kw = table.iloc[:, 2]
    if count == "clock":
        frame = frame_of(days_of + pd.to_timedelta(number, unit="h"), kw, 60, ZONE)
    else:
        frame = pd.DataFrame(
            {"start": days_of.dt.tz_localize(ZONE) + pd.to_timedelta(number, unit="h"), "kw": kw, "minutes": 60}
        )
    name = f"{unit} {numbers} by {count} {column} {days}"
    return _done("date-and-hour", name, content, frame, profile)


def day_rows(days="ordinary", minutes=60, *, unit="kWh", label="end", extra="last", total=False):
    """A row for each day. `label` names the columns; on the day of a change of clocks they are in order of time.

    Labels are "start", "end" (the last is 24:00), "end-0:00", "start-pm", "hour" (Hour 1), "he" (HE1 kWh), "interval"
    (Interval 1) and "plain" (1). Those that count have one hour more at the end for the day on which the clocks go
    back. Those of times stand for the time on the clock: what never was is empty, and of what comes twice only the
    first pass is in the file.
    """
    profile = slots(ZONE, days, minutes, solar=False)
    per_day = 24 * 60 // minutes
    counted = label in ("hour", "he", "interval", "plain")
    size = per_day + (60 // minutes if counted and days == "autumn" else 0)
    at = [timedelta(minutes=minutes * n) for n in range(per_day)]
    midnight = pd.Timestamp(2000, 1, 1)
    names = {
        "start": [f"{midnight + each:%H:%M}" for each in at],
        "end": [f"{(n + 1) * minutes // 60}:{(n + 1) * minutes % 60:02d}" for n in range(per_day)],
        "end-0:00": [f"{(n + 1) * minutes // 60 % 24}:{(n + 1) * minutes % 60:02d}" for n in range(per_day)],
        "start-pm": [f"{clock(midnight + each, lead=False)} {unit}" for each in at],
        "hour": [f"Hour {n + 1}" for n in range(size)],
        "he": [f"HE{n + 1} {unit}" for n in range(size)],
        "he0100": [f"HE{(n + 1) * minutes // 60:02d}{(n + 1) * minutes % 60:02d} {unit}" for n in range(per_day)],
        "interval": [f"Interval {n + 1}" for n in range(size)],
        "plain": [str(n + 1) for n in range(size)],
    }[label]
    said = label in ("start-pm", "he", "he0100")
    by_day = {}
    for slot in profile:
        by_day.setdefault(slot.wall.date(), []).append(slot)
    header = ["Date", *([] if said else ["Unit"]), *names, *(["Total"] if total else [])]
    rows = [header]
    kept = []
    for day, each in by_day.items():
        cells = [""] * size
        for nth, slot in enumerate(each):
            place = nth if counted else (slot.wall.hour * 60 + slot.wall.minute) // minutes
            if not cells[place]:
                cells[place] = _value(slot, unit)
                kept.append(slot)
        ends = [f"{sum(float(cell or 0) for cell in cells):.6f}"] if total else []
        rows.append([us_date(pd.Timestamp(day), lead=True), *([] if said else [unit]), *cells, *ends])
    content = lines_of(rows).encode()

    body = list(csv.reader(io.StringIO(content.decode())))[1:]
    starts, values = [], []
    for row in body:
        first = pd.Timestamp(pd.to_datetime(row[0], format="%m/%d/%Y"))
        first = first.tz_localize(ZONE) if counted else first
        for nth, cell in enumerate(row[2 - said : 2 - said + size]):
            if cell:
                starts.append(first + timedelta(minutes=minutes * nth))
                values.append(float(cell))
    if not counted:
        index = pd.DatetimeIndex(starts)
        starts = index.tz_localize(ZONE, ambiguous=pd.Series(True, index=range(len(index))).to_numpy())
    frame = pd.DataFrame({"start": starts, "kw": _kw(pd.Series(values), unit, minutes), "minutes": minutes})
    name = f"{unit} {minutes} min {label}{' with total' if total else ''} {days}"
    return _done("day-rows", name, content, frame, kept)


CLOCKS = {
    "12 AM": lambda wall: f"{wall.hour % 12 or 12} {'AM' if wall.hour < 12 else 'PM'}",
    "0100 to 2400": lambda wall: f"{wall.hour + 1:02d}00",
    "0000 to 2300": lambda wall: f"{wall.hour:02d}00",
    "01:00 to 24:00": lambda wall: f"{wall.hour + 1:02d}:00",
    "0-1": lambda wall: f"{wall.hour}-{wall.hour + 1}",
    "Hour 1": lambda wall: f"Hour {wall.hour + 1}",
}


def hour_as_text(days="ordinary", *, unit="kWh", style="12 AM"):
    """A date and an hour as text; those that run to 24:00 are ends."""
    profile = slots(ZONE, days, 60, solar=False)
    rows = [["Date", "Hour", f"Usage ({unit})"]]
    rows += [[us_date(slot.wall), CLOCKS[style](slot.wall), _value(slot, unit)] for slot in profile]
    content = lines_of(rows).encode()

    table = _table(content)
    hours = {write(pd.Timestamp(2000, 1, 1, hour)): hour for hour in range(24) for write in [CLOCKS[style]]}
    texts = table["Hour"].astype(str)
    texts = texts.str.zfill(4) if style.startswith("0") and style.endswith("00") and ":" not in style else texts
    walls = pd.to_datetime(table["Date"], format="mixed") + pd.to_timedelta(texts.map(hours), unit="h")
    frame = frame_of(walls, table.iloc[:, 2], 60, ZONE)
    form = "date-and-hour" if style in {"Hour 1", "0-1"} else "date-and-time"
    return _done(form, f"{unit} {style} {days}", content, frame, profile)


def dated_period(days="ordinary", minutes=15, *, unit="kWh"):
    """A date beside a period of times."""
    profile = slots(ZONE, days, minutes, solar=False)
    rows = [["Date", "Time Period", f"Usage ({unit})"]]
    for slot in profile:
        both = f"{clock(slot.wall)} - {clock(slot.wall_end)}"
        rows.append([us_date(slot.wall), both, _value(slot, unit)])
    content = lines_of(rows).encode()

    table = _table(content)
    walls = pd.to_datetime(table["Date"] + " " + table["Time Period"].str.split(" - ").str[0], format="mixed")
    frame = frame_of(walls, _kw(table.iloc[:, 2], unit, minutes), minutes, ZONE)
    return _done("period", f"{unit} beside a date {days}", content, frame, profile)


def unit_in_cells(days="ordinary", minutes=15, *, unit="kWh"):
    """The unit beside each value."""
    profile = slots(ZONE, days, minutes, solar=False)
    rows = [
        ["Timestamp", "Usage"],
        *([f"{slot.wall:%Y-%m-%d %H:%M}", f"{_value(slot, unit)} {unit}"] for slot in profile),
    ]
    content = lines_of(rows).encode()

    table = _table(content)
    values = table["Usage"].str.removesuffix(f" {unit}").astype(float)
    frame = frame_of(table["Timestamp"], _kw(values, unit, minutes), minutes, ZONE)
    return _done("stamps", f"{unit} in cells {days}", content, frame, profile)


def unit_of_channel(days="ordinary", minutes=15, *, unit="kWh"):
    """A channel that is called by its unit, beside one of reactive energy."""
    profile = slots(ZONE, days, minutes, solar=False)
    rows = [["Timestamp", "Channel", "Value"]]
    for slot in profile:
        stamp_text = f"{slot.wall:%Y-%m-%d %H:%M}"
        rows += [[stamp_text, unit, _value(slot, unit)], [stamp_text, "kVARh", "99.0"]]
    content = lines_of(rows).encode()

    table = _table(content)
    table = table[table["Channel"] == unit]
    frame = frame_of(table["Timestamp"], _kw(table["Value"], unit, minutes), minutes, ZONE)
    return _done("long", f"{unit} as a channel {days}", content, frame, profile)


def period(days="ordinary", minutes=15, *, unit="kWh", between=" to ", style="full"):
    """Start and end in one cell: whole stamps, or ("times") the second without its date."""
    profile = slots(ZONE, days, minutes, solar=False)
    rows = [["Period", f"Usage ({unit})"]]
    for slot in profile:
        if style == "full":
            text = f"{slot.wall:%Y-%m-%d %H:%M}{between}{slot.wall_end:%Y-%m-%d %H:%M}"
        else:
            text = f"{us_date(slot.wall)} {clock(slot.wall)}{between}{clock(slot.wall_end)}"
        rows.append([text, _value(slot, unit)])
    content = lines_of(rows).encode()

    table = _table(content)
    walls = pd.to_datetime(table["Period"].str.split(between).str[0], format="mixed")
    frame = frame_of(walls, _kw(table.iloc[:, 1], unit, minutes), minutes, ZONE)
    return _done("period", f"{unit} {style}{between}{days}", content, frame, profile)


LONG = {
    "Direction": ("Delivered", "Received"),
    "Flow": ("Import", "Export"),
    "Fuel": ("Electric", "Gas"),
    "Device": ("Total", "Dryer"),
    "Channel": ("1 kWh delivered", "2 kWh received"),
}


def long_rows(days="ordinary", minutes=15, *, unit="kWh", column="Direction", order="rows"):
    """Rows of several kinds, told apart by a column. The other kind is greater than the load (a device: less)."""
    mine, other = LONG[column]
    profile = slots(ZONE, days, minutes, solar=False)
    rows = []
    for slot in profile:
        stamp = f"{slot.wall:%Y-%m-%d %H:%M}"
        much = slot.kw / 2 if column == "Device" else EXPORT_KW
        rows.append([stamp, mine, unit, _value(slot, unit)])
        rows.append(
            [stamp, other, "therms" if other == "Gas" else unit, f"{much if unit == 'kW' else much * minutes / 60}"]
        )
    if order == "blocks":
        rows.sort(key=lambda row: row[1] != mine)
    content = lines_of([["Timestamp", column, "Unit", "Value"], *rows]).encode()

    table = _table(content)
    table = table[table[column] == mine]
    frame = frame_of(table["Timestamp"], _kw(table["Value"], unit, minutes), minutes, ZONE)
    return _done("long", f"{unit} {column} in {order} {days}", content, frame, profile)


def both_ways(days="ordinary", minutes=15, *, unit="kWh", names=("Delivered", "Received"), empty=False):
    """A column of what is taken and one of what is given back; with `empty` that is zero all the time."""
    profile = slots(ZONE, days, minutes, solar=not empty)
    rows = [["Timestamp", *(f"{name} ({unit})" for name in names)]]
    for slot in profile:
        back = slot.export_kw if unit == "kW" else slot.export_kwh
        rows.append([f"{slot.wall:%Y-%m-%d %H:%M}", _value(slot, unit), f"{back:.6f}"])
    content = lines_of(rows).encode()

    table = _table(content)
    frame = frame_of(table["Timestamp"], _kw(table.iloc[:, 1], unit, minutes), minutes, ZONE)
    name = f"{unit} {names}{' empty' if empty else ''} {days}"
    return _done("delivered-and-received", name, content, frame, profile)


def day_blocks(days="ordinary", minutes=15, *, unit="kWh", style="line", again=False):
    """A line with the date, then rows of time and value. With `again` each block has its header."""
    profile = slots(ZONE, days, minutes, solar=False)
    header = ["Time", f"Usage ({unit})"]
    rows, before = [] if again else [header], None
    for slot in profile:
        if slot.wall.date() != before:
            before = slot.wall.date()
            rows.append([f"{slot.wall:%Y-%m-%d}" if style == "line" else f"Date: {us_date(slot.wall)}", ""][:2])
            rows += [header] if again else []
        rows.append([f"{slot.wall:%H:%M}", _value(slot, unit)])
    content = lines_of(rows).encode()

    walls, values, day = [], [], None
    for first, second in csv.reader(io.StringIO(content.decode())):
        if first == "Time":
            continue
        if not second:
            day = first.removeprefix("Date: ")
            continue
        walls.append(pd.Timestamp(f"{day} {first}"))
        values.append(float(second))
    frame = frame_of(walls, _kw(pd.Series(values), unit, minutes), minutes, ZONE)
    return _done("day-blocks", f"{unit} {style}{' again' if again else ''} {days}", content, frame, profile)


def european(days="ordinary", minutes=15, *, unit="kWh"):
    """Semicolons and decimal commas."""
    profile = slots(ZONE, days, minutes, solar=False)
    rows = [["Time", f"Usage ({unit})"]]
    for slot in profile:
        text = _value(slot, unit).replace(".", ",")
        rows.append([f"{slot.wall:%d.%m.%Y %H:%M}", text])
    content = lines_of(rows, separator=";").encode()

    table = _table(content, ";", ",")
    walls = pd.to_datetime(table["Time"], format="%d.%m.%Y %H:%M")
    frame = frame_of(walls, _kw(table.iloc[:, 1], unit, minutes), minutes, ZONE)
    return _done("stamps", f"decimal comma {unit} {minutes} min {days}", content, frame, profile)


def stamp(days="ordinary", minutes=15, *, unit="kWh", edge="start", header=None):
    """One column of stamps. Ends are named so ("Interval End"), and written as the clock counts on from the start."""
    profile = slots(ZONE, days, minutes, solar=False)
    name = header or ("Timestamp" if edge == "start" else "Interval End")
    rows = [[name, f"Usage ({unit})"]]
    for slot in profile:
        moment = slot.wall if edge == "start" else slot.wall_end
        rows.append([f"{moment:%Y-%m-%d %H:%M}", _value(slot, unit)])
    content = lines_of(rows).encode()

    table = _table(content)
    walls = pd.to_datetime(table.iloc[:, 0]) - timedelta(minutes=minutes if edge == "end" else 0)
    frame = frame_of(walls, _kw(table.iloc[:, 1], unit, minutes), minutes, ZONE)
    return _done("stamps", f"{unit} {minutes} min {name} {days}", content, frame, profile)
