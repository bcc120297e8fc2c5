"""Interval exports of Smart Meter Texas: an apostrophe before the number, a space before the times."""

import io

import pandas as pd

from layout_samples.base import frame_of, lines_of, sample, slots, us_date

ZONE = "America/Chicago"
HEADER = [
    "ESIID",
    "USAGE_DATE",
    "REVISION_DATE",
    "USAGE_START_TIME",
    "USAGE_END_TIME",
    "USAGE_KWH",
    "ESTIMATED_ACTUAL",
    "CONSUMPTION_SURPLUSGENERATION",
]


def export(days="ordinary", *, name="texas", web=True, surplus=False, estimated=(), skipped_rows=False, revised=True):
    """`web`: as downloaded; otherwise as mailed every day. `surplus`: with a row of surplus for each row of use.

    `skipped_rows`: the hour that the clock skips has rows without a value.
    """
    profile = slots(ZONE, days, 15, solar=surplus)
    lead, apostrophe = (" ", "'") if web else ("", "")

    def row(wall, end, kwh, place, kind):
        revision = f"{us_date(wall + pd.Timedelta(days=1), lead=True)} 07:37:17" if revised else ""
        flag = "E" if place in estimated else "A"
        times = [f"{lead}{wall:%H:%M}", f"{lead}{end:%H:%M}"]
        number = f"{apostrophe}10000000000000001"
        return [number, us_date(wall, lead=True), revision, *times, kwh, flag, kind]

    rows, given = [], []
    for place, slot in enumerate(profile):
        if skipped_rows and place and slot.wall - profile[place - 1].wall > pd.Timedelta(minutes=15):
            skipped = [slot.wall - pd.Timedelta(minutes=15 * back) for back in (4, 3, 2, 1)]
            rows += [row(wall, wall + pd.Timedelta(minutes=15), "", -1, "Consumption") for wall in skipped]
        rows.append(row(slot.wall, slot.wall_end, f"{slot.kwh:.3f}", place, "Consumption"))
        given.append(row(slot.wall, slot.wall_end, f"{slot.export_kwh:.3f}", -1, "Surplus Generation"))
    content = lines_of([HEADER, *rows, *(given if surplus else [])]).encode()
    frame = pd.read_csv(io.BytesIO(content), dtype=str)
    frame = frame[frame["CONSUMPTION_SURPLUSGENERATION"] == "Consumption"].dropna(subset=["USAGE_KWH"])
    walls = pd.to_datetime(frame["USAGE_DATE"] + " " + frame["USAGE_START_TIME"].str.strip(), format="%m/%d/%Y %H:%M")
    found = frame_of(walls, frame["USAGE_KWH"].astype(float) * 4, 15, ZONE)
    return sample(
        name,
        content,
        "IntervalMeterUsage.CSV",
        "smart-meter-texas",
        {"timezone": ZONE},
        found,
        profile,
        decimals=3,
        estimated=len(estimated),
        aside=("surplus",) if surplus else (),
    )


def variants():
    return [
        export(name="texas-mailed", web=False),
        export(name="texas-surplus", surplus=True),
        export("autumn", name="texas-surplus-autumn", surplus=True),
        export(name="texas-estimated", estimated=(0, 17, 18, 150)),
        export("spring", name="texas-skipped-rows", skipped_rows=True),
        export(name="texas-not-revised", revised=False),
    ]


DAILY = """ESIID, Date, Reading Type, Meter Reading (kWh), Actual/Estimated
10000000000000001,06/17/2025,Consumption,41210.100,A
10000000000000001,06/18/2025,Consumption,41354.300,A
10000000000000001,06/19/2025,Consumption,41500.900,A
"""
"""The daily kind of the same portal: readings of the register."""
