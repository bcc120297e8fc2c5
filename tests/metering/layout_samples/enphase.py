"""Enphase Enlighten: energy of each quarter of an hour [Wh], with what is produced beside what is consumed."""

import io

import pandas as pd

from layout_samples.base import EXPORT_KW, frame_of, lines_of, sample, slots

HEADER = [
    "Date/Time",
    "Energy Produced (Wh)",
    "Energy Consumed (Wh)",
    "Exported to Grid (Wh)",
    "Imported from Grid (Wh)",
    "Stored in batteries (Wh)",
    "Discharged from batteries (Wh)",
]


def enphase(days="ordinary", zone="America/Los_Angeles", *, offset=True, sun=True, minutes=15):
    """An export with or without the offset in its stamps; under sun the house takes nothing from the grid."""
    profile = slots(zone, days, minutes, solar=False)
    rows = [HEADER]
    for slot in profile:
        made = EXPORT_KW if sun and 11 <= slot.wall.hour < 16 else 0.0
        wh = [made, slot.kw, max(0.0, made - slot.kw), max(0.0, slot.kw - made), 0, 0]
        stamp = slot.start.strftime("%Y-%m-%d %H:%M:%S %z") if offset else f"{slot.wall:%Y-%m-%d %H:%M:%S}"
        rows.append([stamp, *(f"{value * 1000 * minutes / 60:.3f}" for value in wh)])
    content = lines_of(rows).encode()

    table = pd.read_csv(io.BytesIO(content))
    kw = table["Energy Consumed (Wh)"] / 1000 / (minutes / 60)
    if offset:
        starts = pd.to_datetime(table["Date/Time"], utc=True).dt.tz_convert(zone)
        frame = pd.DataFrame({"start": starts, "kw": kw, "minutes": minutes})
    else:
        frame = frame_of(table["Date/Time"], kw, minutes, zone)
    name = f"enphase {'offset' if offset else 'local'}{' sun' if sun else ''} {days}"
    return sample(name, content, "custom_report.csv", "enphase", {"timezone": zone}, frame, profile, decimals=6)
