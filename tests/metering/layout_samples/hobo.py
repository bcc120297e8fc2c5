"""HOBO loggers: a title, an offset in the header that stays all year, serial numbers, and columns of events."""

import io
from dataclasses import replace
from datetime import timedelta, timezone
from zoneinfo import ZoneInfo

import pandas as pd

from layout_samples.base import lines_of, sample, slots


def hobo(days="ordinary", minutes=15, *, hours=-7, labels=("Main",), zone=None, decimals=3):
    """Currents [A] of sensors with the given labels; events are in rows of their own, without a current.

    The answer is in amperes, of the most loaded line. `zone` is what a person says beside the offset of the header.
    """
    offset = timezone(timedelta(hours=hours))
    profile = slots(offset, days, minutes, solar=False)
    number = "20931234"
    header = ["#", f"Date Time, GMT{hours:+03d}:00"]
    header += [f"AC Curr, Amps (LGR S/N: {number}, SEN S/N: {number}, LBL: {label})" for label in labels]
    header += [f"{event} (LGR S/N: {number})" for event in ("Started", "Button Up", "Stopped", "End Of File")]
    rows = [header]
    for slot in profile:
        amperes = [f"{slot.kw * share:.{decimals}f}" for share in (1, 0.5, 0.25)[: len(labels)]]
        rows.append([len(rows), slot.wall.strftime("%m/%d/%y %I:%M:%S %p"), *amperes, "", "", "", ""])
    first, last = profile[0].wall, profile[-1].wall
    rows.insert(1, [0, first.strftime("%m/%d/%y %I:%M:%S %p"), *[""] * len(labels), "Logged", "", "", ""])
    rows.append([len(rows), last.strftime("%m/%d/%y %I:%M:%S %p"), *[""] * len(labels), "", "", "Logged", "Logged"])
    content = ('\ufeff"Plot Title: Main panel, north"\n' + lines_of(rows, quote=2)).encode()

    table = pd.read_csv(io.BytesIO(content), skiprows=1, encoding="utf-8-sig")
    table = table.dropna(subset=[header[2]])
    starts = pd.to_datetime(table[header[1]], format="%m/%d/%y %I:%M:%S %p").dt.tz_localize(offset)
    most = table[header[2 : 2 + len(labels)]].max(axis=1)
    frame = pd.DataFrame(
        {"start": starts if zone is None else starts.dt.tz_convert(zone), "kw": most, "minutes": minutes}
    )
    name = f"hobo {len(labels)} sensors GMT{hours:+d}{' and zone' if zone else ''} {days}"
    options = {"timezone": zone} if zone else {}
    if zone:
        profile = [replace(slot, start=slot.start.astimezone(ZoneInfo(zone))) for slot in profile]
    return sample(name, content, "panel.csv", "hobo", options, frame, profile, decimals=decimals)
