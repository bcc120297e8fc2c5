"""Sense: a comment line, then a row for each hour and device; the house is Total Usage."""

import io

import pandas as pd

from layout_samples.base import frame_of, lines_of, sample, slots

COMMENT = (
    "# Please note that there may be discrepancies between your electric bill and what Sense reports due to data "
    "interruptions (such as Wi-Fi signal loss or loss of power) or other issues\n"
)
HEADER = ["DateTime", "Device ID", "Name", "Device Type", "Device Make", "Device Model", "Device Location"]
HEADER += ["Avg Wattage", "kWh"]


def sense(days="ordinary", zone="America/New_York", *, solar=False):
    """An hourly export; with `solar` there are rows of what is produced, more than the peak."""
    profile = slots(zone, days, 60, solar=False)
    rows = [HEADER]
    for slot in profile:
        at = f"{slot.wall:%Y-%m-%d %H:%M:%S}"
        devices = [
            (
                "3a9fb50e",
                "Amy\u2019s nightstand",
                "Light",
                "Signify Netherlands B.V.",
                "LCT014",
                "Amy\u2019s bedroom",
                0.01,
            ),
            ("63ac628e", "Dryer", "Dryer", "", "", "", 0.3),
            ("always_on", "Always On", "AlwaysOn", "", "", "", 0.2),
        ]
        cells = [(*device[:6], slot.kw * device[6]) for device in devices]
        cells.append(("mains", "Total Usage", "TotalUsage", "", "", "", slot.kw))
        if solar:
            cells.append(("solar", "Solar Production", "Solar", "", "", "", 24.0 if 11 <= slot.wall.hour < 13 else 0.0))
        rows += [[at, *cell[:6], f"{cell[6] * 1000:.3f}", f"{cell[6]:.3f}"] for cell in cells]
    content = (COMMENT + lines_of(rows)).encode()

    table = pd.read_csv(io.BytesIO(content), skiprows=1)
    house = table[table["Name"] == "Total Usage"]
    frame = frame_of(pd.to_datetime(house["DateTime"]), house["Avg Wattage"] / 1000, 60, zone)
    name = f"sense {'solar ' if solar else ''}{days}"
    return sample(name, content, "sense-hourly.csv", "sense", {"timezone": zone}, frame, profile, decimals=3)
