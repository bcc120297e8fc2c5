"""ESB Networks: half-hours with the stamp at their end, newest first, kW or kWh by the type of the reading."""

import io
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from layout_samples.base import EXPORT_KW, frame_of, lines_of, sample, slots

HEADER = ["MPRN", "Meter Serial Number", "Read Value", "Read Type", "Read Date and End Time"]
ZONE = "Europe/Dublin"
DAYS = {"ordinary": "ordinary", "long": "long", "spring": ("2025-03-29", 2), "autumn": ("2025-10-25", 2)}


def esb(days="ordinary", *, unit="kW", export=False, ends="converted"):
    """A file of kW or of kWh; with `export` there are rows of what is given back, more than the peak.

    `ends` tells how the end of an interval beside a change of clocks is written: "converted" is what the clock shows
    then (01:00 as the clocks have gone back), "counted" half an hour after the start (02:00).
    """
    profile = slots(ZONE, DAYS[days], 30, solar=False)
    hours = 1 if unit == "kW" else 0.5
    rows = []
    for slot in profile:
        end = (slot.start.astimezone(UTC) + timedelta(minutes=30)).astimezone(ZoneInfo(ZONE))
        at = f"{end if ends == 'converted' else slot.wall_end:%d-%m-%Y %H:%M}"
        rows.append(["10300000000", "31774820", f"{slot.kw * hours:.6f}", f"Active Import Interval ({unit})", at])
        if export:
            given = EXPORT_KW * hours if slot.wall.hour == 12 else 0.0
            rows.append(["10300000000", "31774820", f"{given:.6f}", f"Active Export Interval ({unit})", at])
    rows.reverse()
    content = lines_of([HEADER, *rows]).encode()

    table = pd.read_csv(io.BytesIO(content)).iloc[::-1]
    table = table[table["Read Type"].str.startswith("Active Import")]
    walls = pd.to_datetime(table["Read Date and End Time"], format="%d-%m-%Y %H:%M")
    half_hour = timedelta(minutes=30)
    if ends == "converted":
        frame = frame_of(walls, table["Read Value"] / hours, 30, ZONE)
        frame["start"] -= half_hour
    else:
        frame = frame_of(walls - half_hour, table["Read Value"] / hours, 30, ZONE)
    name = f"esb {unit}{' with export' if export else ''} {ends} {days}"
    return sample(name, content, "HDF.csv", "esb-networks", {"timezone": ZONE}, frame, profile, decimals=5)
