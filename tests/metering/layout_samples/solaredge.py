"""SolarEdge: power of each quarter of an hour [W], with production, export and import beside consumption."""

import io

import pandas as pd

from layout_samples.base import EXPORT_KW, frame_of, lines_of, sample, slots

HEADER = ["Time", "Battery Charge Level (%)", "Consumption (W)", "System Production (W)", "StoragePower.Power (W)"]
HEADER += ["Export (W)", "Self Consumption (W)", "Import (W)", "Solar Production (W)"]


def solaredge(days="ordinary", zone="America/Los_Angeles", *, sun=True):
    """A chart with all columns; the battery has no readings."""
    profile = slots(zone, days, 15, solar=False)
    rows = [HEADER]
    for slot in profile:
        made = EXPORT_KW if sun and 11 <= slot.wall.hour < 16 else 0.0
        own = min(made, slot.kw)
        watts = [slot.kw, made, None, made - own, own, slot.kw - own, made]
        cells = ["" if value is None else f"{value * 1000:.2f}" for value in watts]
        rows.append([f"{slot.wall:%m/%d/%Y %H:%M}", "", *cells])
    content = lines_of(rows).encode()

    table = pd.read_csv(io.BytesIO(content))
    walls = pd.to_datetime(table["Time"], format="%m/%d/%Y %H:%M")
    frame = frame_of(walls, table["Consumption (W)"] / 1000, 15, zone)
    name = f"solaredge{' sun' if sun else ''} {days}"
    return sample(name, content, "Chart.csv", "solaredge", {"timezone": zone}, frame, profile, decimals=5)


def production_alone(zone="America/Los_Angeles"):
    """The content of a chart that has no consumption."""
    rows = [["Time", "System Production (W)"]]
    rows += [[f"{slot.wall:%m/%d/%Y %H:%M}", f"{slot.kw * 1000:.0f}"] for slot in slots(zone, solar=False)]
    return lines_of(rows).encode()
