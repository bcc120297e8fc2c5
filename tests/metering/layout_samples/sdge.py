"""The export of San Diego Gas & Electric: thirteen lines above the header, every cell quoted."""

import csv
import io

import pandas as pd

from layout_samples.base import clock, frame_of, lines_of, sample, slots, us_date

ZONE = "America/Los_Angeles"
HEADER = ["Meter Number", "Date", "Start Time", "Duration", "Consumption", "Generation", "Net"]


def export(
    days="ordinary", minutes=15, *, name="sdge", solar=True, blank=False, unit="kWh", resource="Electric", duration=None
):
    """`blank`: the cells of generation are empty. `duration`: how a number of minutes is written."""
    profile = slots(ZONE, days, minutes, solar=solar and not blank)
    preamble = [
        ["Name", "JANE DOE"],
        ["Address", "1 MAIN ST  San Diego CA 92101"],
        ["Account Number", "0000000000"],
        ["Disclaimer", "The information in this file is intended for the personal use of the customer"],
        ["Title", "CSV Export Electric Meter(s)"],
        ["Resource", resource],
        ["Meter Number", "00000000"],
        ["Interval UOM", "Minute(s)"],
        ["Reading Start", f"{us_date(profile[0].wall)} 00:00"],
        ["Reading End", f"{us_date(profile[-1].wall)} {profile[-1].wall:%H:%M}"],
        ["Total Duration", f"{len({slot.wall.date() for slot in profile})} Days"],
        ["Total Usage", f"{sum(slot.kwh for slot in profile):.3f}"],
        ["UOM", unit],
    ]
    rows = [
        [
            "00000000",
            us_date(slot.wall),
            clock(slot.wall, lead=False),
            duration(minutes) if duration else str(minutes),
            f"{slot.kwh:.4f}",
            "" if blank else f"{slot.export_kwh:.4f}",
            f"{slot.kwh - slot.export_kwh:.4f}",
        ]
        for slot in profile
    ]
    text = lines_of([*preamble, HEADER]) + lines_of(rows, quote=csv.QUOTE_ALL)
    frame = pd.read_csv(io.StringIO(text[text.index("Meter Number,Date") :]), dtype=str)
    walls = pd.to_datetime(frame["Date"] + " " + frame["Start Time"], format="%m/%d/%Y %I:%M %p")
    found = frame_of(walls, frame["Consumption"].astype(float) * 60 / minutes, minutes, ZONE)
    filename = f"Electric_{minutes}_Minute.csv"
    return sample(name, text.encode(), filename, "sdge", {"timezone": ZONE}, found, profile, decimals=4)


def variants():
    return [
        export(minutes=60, name="sdge-hourly"),
        export(blank=True, name="sdge-no-generation"),
        export(name="sdge-duration-clock", duration=lambda minutes: f"{minutes // 60:02d}:{minutes % 60:02d}:00"),
    ]
