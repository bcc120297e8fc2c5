"""Tesla: power of each five minutes [kW], with the offset in each stamp."""

import io

import pandas as pd

from layout_samples.base import EXPORT_KW, lines_of, sample, slots


def tesla(days="ordinary", zone="America/Los_Angeles", *, sun=True, remaining=True):
    """Files of days one after the other; Grid is below zero while the sun gives more than the house takes."""
    profile = slots(zone, days, 5, solar=False)
    rows = [["Date time", "Home (kW)", "Solar (kW)", "Powerwall (kW)", "Grid (kW)", "Energy Remaining (%)"]]
    for slot in profile:
        made = EXPORT_KW if sun and 11 <= slot.wall.hour < 16 else 0.0
        battery = 2.0 if slot.wall.hour >= 18 else 0.0
        kw = [slot.kw, made, battery, slot.kw - made - battery]
        rows.append([slot.start.isoformat(), *(f"{value:.4f}" for value in kw), "50"])
    if not remaining:
        rows = [row[:-1] for row in rows]
    content = lines_of(rows).encode()

    table = pd.read_csv(io.BytesIO(content))
    starts = pd.to_datetime(table["Date time"], utc=True).dt.tz_convert(zone)
    frame = pd.DataFrame({"start": starts, "kw": table["Home (kW)"], "minutes": 5})
    name = f"tesla{' sun' if sun else ''} {days}"
    return sample(name, content, "2025-06-17.csv", "tesla", {"timezone": zone}, frame, profile, decimals=4)
