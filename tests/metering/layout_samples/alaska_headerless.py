"""Golden Valley and Seward: one line above the data that names nothing, then rows known by their place."""

import io

import pandas as pd

from layout_samples.base import frame_of, lines_of, sample, slots

ZONE = "America/Anchorage"


def golden_valley(days="ordinary"):
    """Meter, account, time, energy of a quarter of an hour [kWh]."""
    profile = slots(ZONE, days, 15, solar=False)
    rows = [["5023117", "88123", f"{slot.wall:%Y-%m-%d %H:%M:%S}", f"{slot.kwh:.6f}"] for slot in profile]
    content = ("Interval data\n" + lines_of(rows)).encode()

    table = pd.read_csv(io.BytesIO(content), skiprows=1, header=None)
    frame = frame_of(table[2], table[3] * 4, 15, ZONE)
    options = {"timezone": ZONE, "layout": "golden-valley"}
    return sample(f"golden valley {days}", content, "gvea.csv", "golden-valley", options, frame, profile, decimals=6)


def seward(days="ordinary"):
    """Meter, date, time, something that is not used, power [kW]."""
    profile = slots(ZONE, days, 15, solar=False)
    rows = [
        ["7711", f"{slot.wall:%m/%d/%Y}", f"{slot.wall:%H:%M}", f"{slot.kw * 0.1:.2f}", f"{slot.kw:.4f}"]
        for slot in profile
    ]
    content = ("Interval data\n" + lines_of(rows)).encode()

    table = pd.read_csv(io.BytesIO(content), skiprows=1, header=None)
    frame = frame_of(pd.to_datetime(table[1] + " " + table[2], format="%m/%d/%Y %H:%M"), table[4], 15, ZONE)
    options = {"timezone": ZONE, "layout": "seward"}
    return sample(f"seward {days}", content, "seward.csv", "seward", options, frame, profile, decimals=4)
