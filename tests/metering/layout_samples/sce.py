"""Exports of Southern California Edison: periods in one cell, blocks by day, and columns."""

import io
import re
from datetime import timedelta
from itertools import groupby

import pandas as pd

from layout_samples.base import clock, frame_of, lines_of, sample, slots, us_date

ZONE = "America/Los_Angeles"
NBSP = "\u00a0"
OLD_HEADER = "Energy consumption time period,Usage(Real energy in kilowatt-hours),Reading quality"
DISCLAIMER = (
    '"Your download will contain interval usage data that is currently available for your selected Service Account. '
    "Based on how our systems process and categorize usage data, your download may contain usage data of the following "
    'types: actual, estimated, validated or missing. "'
)
TWICE = "(Real energy in kilowatt-hours)" * 2


def _preamble(profile, location='"For location: 1 MAIN ST ANYTOWN 90000"'):
    days = len({slot.wall.date() for slot in profile})
    return [
        "Energy Usage Information",
        location,
        "",
        "Meter Reading Information",
        '"Type of readings: Electricity"',
        "",
        "Summary of Electric Power Usage Information*",
        DISCLAIMER,
        "",
        "Detailed Usage",
        f'"Start date: {profile[0].wall:%Y-%m-%d %H:%M:%S}  for {days} days"',
        "",
    ]


def old(
    days="ordinary",
    minutes=15,
    *,
    name="sce-old",
    space=NBSP,
    lead="",
    location='"For location: 1 MAIN ST ANYTOWN 90000"',
    estimated=(),
    net=False,
    by_clock=False,
):
    """The older export: a heading and a header for each day, "A to B" in one cell, byte A0 before "to", CRLF."""
    profile = slots(ZONE, days, minutes, solar=net)
    lines = _preamble(profile, location)
    place = 0
    for day, of_day in groupby(profile, lambda slot: slot.wall.date()):
        lines += [f'"Data for period starting: {day} 00:00:00  for 24 hours"', lead + OLD_HEADER]
        for slot in of_day:
            end = _end(slot, by_clock)
            quality = "Estimated" if place in estimated else ""
            kwh = slot.kwh - slot.export_kwh
            period = f"{slot.wall:%Y-%m-%d %H:%M:%S}{space}to {end:%Y-%m-%d %H:%M:%S}"
            lines.append(f'"{period}","{kwh:.3f}","{quality}"')
            place += 1
        lines.append("")
    content = "\r\n".join(lines).encode("latin-1")
    frame = _periods(content, "latin-1", minutes)
    options = {"timezone": ZONE}
    return sample(
        name,
        content,
        "SCE_Usage.csv",
        "sce-old",
        options,
        frame,
        profile,
        decimals=3,
        estimated=len(estimated),
        net=net,
    )


def _end(slot, by_clock):
    """End of an interval as the file has it: counted on from the start, or by the clock that may have changed."""
    if not by_clock:
        return slot.wall_end
    return (pd.Timestamp(slot.start) + timedelta(minutes=slot.minutes)).tz_localize(None)


def _periods(content, encoding, minutes, above="Energy consumption time period"):
    """Rows "A to B",value below the headers that begin with `above`."""
    walls, values, lengths, wanted = [], [], [], False
    for line in content.decode(encoding).replace(NBSP, " ").splitlines():
        if "time period," in line:
            wanted = line.strip().replace("  ", " ").startswith(above)
        found = re.match(r'"?(\d{4}-\d\d-\d\d \d\d:\d\d)(?::\d\d)? to (\S+ [\d:]+)"?,"?(-?[\d.]+)', line)
        if found and wanted:
            walls.append(pd.Timestamp(found[1]))
            values.append(float(found[3]))
            lengths.append(minutes if isinstance(minutes, int) else minutes(walls[-1]))
    kw = [value * 60 / length for value, length in zip(values, lengths, strict=True)]
    return frame_of(walls, kw, lengths, ZONE)


def blocks(days="ordinary", *, name="sce-blocks", minutes=15, header="doubled", mixed=False):
    """A block "Delivered" and then one "Received" for each day, so that each period comes twice.

    `mixed`: the first day by the hour, the others by the quarter, as in files over the day when that changed.
    """
    fine = slots(ZONE, days, minutes)
    profile = fine
    if mixed:
        first = fine[0].wall.date()
        hours = [slot for slot in slots(ZONE, days, 60) if slot.wall.date() == first]
        profile = [*hours, *(slot for slot in fine if slot.wall.date() != first)]
    lines = _preamble(profile)
    usage = f"Usage {{}}{TWICE}" if header == "doubled" else "Usage(Real energy in kilowatt-hours)"
    gap = "  " if header == "doubled" else " "
    for day, group in groupby(profile, lambda slot: slot.wall.date()):
        of_day = list(group)
        for kind in ("Delivered", "Received"):
            lines += [
                f'"Data for period starting: {day} 00:00:00  for 24 hours"',
                f"Energy{gap}{kind} time period,{usage.format(kind)},Reading quality",
            ]
            for slot in of_day:
                value = slot.kwh if kind == "Delivered" else slot.export_kwh
                lines.append(f'"{slot.wall:%Y-%m-%d %H:%M:%S} to {slot.wall_end:%Y-%m-%d %H:%M:%S}","{value:.3f}",""')
            lines.append("")
    content = "\n".join(lines).encode()
    length = (lambda wall: 60 if wall.date() == first else minutes) if mixed else minutes
    frame = _periods(content, "utf-8", length, "Energy Delivered time period")
    return sample(name, content, "SCE_Usage.csv", "sce-blocks", {"timezone": ZONE}, frame, profile, decimals=3)


def new(days="ordinary", minutes=15, *, name="sce-new", bom=True, lead=True, by_clock=False, location=None):
    """The export of today: five columns, every cell quoted and padded with a non-breaking space, no unit."""
    profile = slots(ZONE, days, minutes)
    lines = _preamble(profile, location or '"For location: 1 MAIN ST ANYTOWN 90000"')
    lines.append("Date,Energy Consumption time Period Start,Energy Consumption time Period End,Delivered,Received")
    for slot in profile:
        stamps = [
            us_date(moment, lead=lead) + " " + clock(moment, lead=lead, space="")
            for moment in (slot.wall, _end(slot, by_clock))
        ]
        cells = [us_date(slot.wall, lead=lead), *stamps]
        texts = [f'"{cell}{NBSP} "' for cell in cells] + [f'"{slot.kwh:.3f}"', f'"{slot.export_kwh:.3f}"']
        lines.append(",".join(texts))
    content = b"\xef\xbb\xbf" * bom + "\n".join(lines).encode()
    text = content.decode("utf-8-sig")
    table = text[text.index("\nDate,Energy") + 1 :].replace(NBSP, " ")
    frame = pd.read_csv(io.StringIO(table), dtype=str, skipinitialspace=True)
    walls = pd.to_datetime(frame.iloc[:, 1].str.strip(), format="%m/%d/%Y %I:%M%p")
    found = frame_of(walls, frame["Delivered"].astype(float) * 60 / minutes, minutes, ZONE)
    return sample(name, content, "SCE_Usage.csv", "sce-new", {"timezone": ZONE}, found, profile, decimals=3)


def copy(days="ordinary", minutes=15, *, name="sce-copy"):
    """A copy of the export of today that was made by way of UtilityAPI: plain stamps, more columns."""
    profile = slots(ZONE, days, minutes)
    header = ["Energy Consumption Time Period Start", "Energy Consumption Time Period End", "Delivered", "Received"]
    rows = [
        [
            f"{slot.wall:%Y-%m-%d %H:%M:%S}",
            f"{slot.wall_end:%Y-%m-%d %H:%M:%S}",
            f"{slot.kwh:.3f}",
            f"{slot.export_kwh:.3f}",
            f"{slot.kwh - slot.export_kwh:.3f}",
            "scraped",
            "000000",
            "000001",
        ]
        for slot in profile
    ]
    content = lines_of([[*header, "Net", "Source", "Meter UID", "Authorization UID"], *rows]).encode()
    frame = pd.read_csv(io.BytesIO(content))
    found = frame_of(pd.to_datetime(frame[header[0]]), frame["Delivered"] * 60 / minutes, minutes, ZONE)
    return sample(name, content, "SCE_Usage_UtilityAPI.csv", "sce-new", {"timezone": ZONE}, found, profile, decimals=3)


def variants():
    unbalanced = '"For location: 1 MAIN ST ANYTOWN 90000'
    return [
        old(minutes=60, name="sce-old-hourly"),
        old(name="sce-old-net", net=True),
        old(name="sce-old-plain-space", space=" "),
        old(name="sce-old-leading-space", lead=" "),
        old(name="sce-old-estimated", estimated=(5, 6, 7)),
        old(name="sce-old-unbalanced", location=unbalanced),
        old("spring", name="sce-old-spring-clock", by_clock=True),
        old("autumn", name="sce-old-autumn-clock", by_clock=True),
        blocks(name="sce-blocks-old-header", header="plain"),
        blocks(name="sce-blocks-mixed", mixed=True),
        new(name="sce-new-no-zeros", lead=False),
        new(minutes=60, name="sce-new-hourly"),
        new(name="sce-new-unbalanced", location=unbalanced),
        new("spring", name="sce-new-spring-clock", by_clock=True),
        new("autumn", name="sce-new-autumn-clock", by_clock=True),
        copy(),
    ]
