"""Small records of meters, made up on the spot."""

import math
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from evsite.metering.series import week_minute

PACIFIC = ZoneInfo("America/Los_Angeles")


def local_rows(first, count, *, step_min=15, value=lambda _: 100.0):
    """(local text, value) for intervals from a local time on, by the clock on the wall."""
    start = datetime.fromisoformat(first).replace(tzinfo=PACIFIC).astimezone(UTC)
    for index in range(count):
        moment = (start + timedelta(minutes=step_min * index)).astimezone(PACIFIC)
        yield f"{moment:%Y-%m-%d %H:%M}", value(index)


def csv_of(rows, header="timestamp,kW"):
    return "\n".join([header, *(f"{time},{value}" for time, value in rows)]).encode()


def wave(index):
    """A day that rises to noon: 50 to 150."""
    return round(100 - 50 * math.cos(index / 96 * 2 * math.pi), 3)


def record(first="2025-01-06", count=96 * 7, **options):
    return csv_of(local_rows(first, count, value=wave, **options))


def green_button(readings, *, uom=72, power=0, length=900, flow=1, extra="", behaviour=4):
    """A feed with one meter reading; `readings` are (start in UTC seconds, value)."""
    intervals = "".join(
        f"<IntervalReading><timePeriod><duration>{length}</duration><start>{start}</start></timePeriod>"
        f"<value>{value}</value></IntervalReading>"
        for start, value in readings
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<entry><link rel="self" href="/LocalTimeParameters/1"/><content><LocalTimeParameters xmlns="http://naesb.org/espi">
<dstEndRule>B40E2000</dstEndRule><dstOffset>3600</dstOffset><dstStartRule>360E2000</dstStartRule>
<tzOffset>-28800</tzOffset></LocalTimeParameters></content></entry>
<entry><link rel="self" href="/UsagePoint/1/MeterReading/1"/><link rel="related" href="/ReadingType/1"/>
<title>Delivered</title><content><MeterReading xmlns="http://naesb.org/espi"/></content></entry>
<entry><link rel="self" href="/ReadingType/1"/><content><e:ReadingType xmlns:e="http://naesb.org/espi">
<e:accumulationBehaviour>{behaviour}</e:accumulationBehaviour><e:commodity>1</e:commodity>
<e:flowDirection>{flow}</e:flowDirection><e:intervalLength>{length}</e:intervalLength>
<e:powerOfTenMultiplier>{power}</e:powerOfTenMultiplier><e:uom>{uom}</e:uom></e:ReadingType></content></entry>
<entry><link rel="self" href="/UsagePoint/1/MeterReading/1/IntervalBlock/1"/>
<link rel="up" href="/UsagePoint/1/MeterReading/1/IntervalBlock"/>
<content><IntervalBlock xmlns="http://naesb.org/espi"><interval><duration>1</duration><start>0</start></interval>
{intervals}</IntervalBlock></content></entry>{extra}
</feed>""".encode()


def week_minutes(series):
    """Local minute of the week of every start of a series."""
    return [week_minute(start, series.zone) for start in series.start_s.tolist()]
