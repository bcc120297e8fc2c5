"""Hourly exports of Salt River Project: CRLF, a cell without a header on time-of-use plans, "total" at the end."""

import io

import pandas as pd

from layout_samples.base import clock, frame_of, lines_of, sample, slots, us_date

ZONE = "America/Phoenix"


def hourly(days="ordinary", *, name="srp-hourly", time_of_use=False, total=True, total_cells=1):
    """`time_of_use`: rows have a fifth cell. `total_cells`: how many cells the last line has."""
    profile = slots(ZONE, days, 60, solar=False)
    rows = [
        [us_date(slot.wall), clock(slot.wall, lead=False), f"{slot.kwh:.1f}", f"${slot.kwh * 0.14:.2f}"]
        + ["on-peak" if 14 <= slot.wall.hour < 20 else "off-peak"] * time_of_use
        for slot in profile
    ]
    last = ["total", "", f"{sum(slot.kwh for slot in profile):.1f}", "$99.00"][:total_cells]
    content = lines_of([["Usage Date", "Hour", "kWh", "Cost"], *rows, *([last] * total)], end="\r\n").encode()
    lines = [line.split(",") for line in content.decode().splitlines()[1:] if not line.startswith("total")]
    walls = pd.to_datetime([f"{line[0]} {line[1]}" for line in lines], format="%m/%d/%Y %I:%M %p")
    found = frame_of(walls, [line[2] for line in lines], 60, ZONE)
    filename = "0000000-Hourly-20250617-20250618.csv"
    return sample(name, content, filename, "srp-hourly", {"timezone": ZONE}, found, profile, decimals=1)


def interval(days="ordinary", *, name="srp-interval", parts=False):
    """The newer header; `parts`: the energy of each part of a time-of-use plan is beside the total."""
    profile = slots(ZONE, days, 60, solar=False)
    header = ["Usage date", "Interval", *["Off-peak kWh", "On-peak kWh"] * parts, "Total kWh"]
    rows = []
    for slot in profile:
        peak = 14 <= slot.wall.hour < 20
        split = [f"{0 if peak else slot.kwh:.1f}", f"{slot.kwh if peak else 0:.1f}"] if parts else []
        rows.append([us_date(slot.wall), clock(slot.wall, lead=False), *split, f"{slot.kwh:.1f}"])
    content = lines_of([header, *rows], end="\r\n").encode()
    frame = pd.read_csv(io.BytesIO(content))
    walls = pd.to_datetime(frame["Usage date"] + " " + frame["Interval"], format="%m/%d/%Y %I:%M %p")
    found = frame_of(walls, frame["Total kWh"], 60, ZONE)
    options = {"timezone": ZONE}
    return sample(name, content, "Hourly.csv", "srp-interval", options, found, profile, decimals=1)


def variants():
    return [
        hourly(name="srp-time-of-use", time_of_use=True),
        hourly(name="srp-total-with-number", total_cells=4),
        hourly(name="srp-no-total", total=False),
        interval(name="srp-interval-parts", parts=True),
    ]
