"""What all samples share: a load over some days, and the answer that is read back out of the file by other code."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

BASE_KW = 6.0
PEAK_KW = 18.0
EXPORT_KW = 24.0
"""More than the peak: a reader that counts what flows back, or what is generated, finds another one."""

DAYS = {
    "ordinary": ("2025-06-17", 2),
    "spring": ("2025-03-08", 2),
    "autumn": ("2025-11-01", 2),
    "long": ("2025-06-17", 25),
}
"""First day and number of days. The peak is on the second one, in North America that of the change of clocks."""


@dataclass(frozen=True)
class Slot:
    """One interval: its start in local time, the load taken from the utility [kW] and the power given back [kW]."""

    start: datetime
    minutes: int
    kw: float
    export_kw: float

    @property
    def wall(self) -> datetime:
        """Start by the clock on the wall."""
        return self.start.replace(tzinfo=None)

    @property
    def wall_end(self) -> datetime:
        """End by the clock on the wall, counted from the start of the interval."""
        return self.wall + timedelta(minutes=self.minutes)

    @property
    def kwh(self) -> float:
        return self.kw * self.minutes / 60

    @property
    def export_kwh(self) -> float:
        return self.export_kw * self.minutes / 60


def slots(zone, days="ordinary", minutes=15, *, solar=True, peak_min=60):
    """Intervals of a load of 6 kW and a little, with a peak on the second day at 15:00.

    The first half of the peak has 18 kW, the second 17.5 kW. With `solar`, from 11:00 to 13:00 of the first day nothing
    is taken and 24 kW are given back. `days` is a name of `DAYS`, or the first day and how many.
    """
    first, count = DAYS[days] if isinstance(days, str) else days
    zone = zone if not isinstance(zone, str) else ZoneInfo(zone)
    midnight = datetime.fromisoformat(first)
    start = midnight.replace(tzinfo=zone).astimezone(UTC)
    end = (midnight + timedelta(days=count)).replace(tzinfo=zone).astimezone(UTC)
    found = []
    while start < end:
        local = start.astimezone(zone)
        day = (local.date() - midnight.date()).days
        minute = local.hour * 60 + local.minute
        kw, export_kw = BASE_KW + len(found) * 7 % 13 / 20, 0.0
        if solar and day == 0 and 660 <= minute < 780:
            kw, export_kw = 0.0, EXPORT_KW
        if day == 1 and 900 <= minute < 900 + peak_min:
            kw = PEAK_KW if minute < 930 else PEAK_KW - 0.5
        found.append(Slot(local, minutes, kw, export_kw))
        start += timedelta(minutes=minutes)
    return found


@dataclass(frozen=True)
class Sample:
    """A file, what a person has to say to have it read, and what has to come out.

    `estimated` is how many readings are marked so; `aside` are words about what has to be told as left aside.
    """

    name: str
    content: bytes
    filename: str
    layout: str
    options: dict
    expected_kw: float
    peak_local: str
    total_kwh: float
    interval_min: int
    readings: int
    estimated: int = 0
    aside: tuple[str, ...] = field(default=())

    def __str__(self):
        return self.name


def sample(name, content, filename, layout, options, frame, profile, *, decimals, estimated=0, aside=(), net=False):
    """A sample with the answer of `frame`, read from the file; the profile has to say the same to its last decimal.

    `frame` has a column of starts (with a zone), one of kW, and the length of an interval in minutes as `minutes`.
    `decimals` are those of the numbers of energy in the file, or of power where the file has power: the tolerance.
    `net` where what is given back counts below zero.
    """
    frame = frame.dropna(subset=["kw"]).sort_values("start")
    assert len(frame) == len(profile), (name, len(frame), len(profile))
    hours = frame["minutes"] / 60
    tolerance = 0.51 * 10**-decimals / hours.min()
    assert list(frame["start"]) == [slot.start for slot in profile], name
    wanted = [slot.kw - slot.export_kw * net for slot in profile]
    assert (frame["kw"] - wanted).abs().max() <= tolerance, name
    highest = frame.loc[frame["kw"].idxmax()]
    return Sample(
        name=name,
        content=content,
        filename=filename,
        layout=layout,
        options=options,
        expected_kw=float(highest["kw"]),
        peak_local=f"{highest['start']:%Y-%m-%d %H:%M}",
        total_kwh=float((frame["kw"] * hours).sum()),
        interval_min=int(frame["minutes"].mode().iloc[0]),
        readings=len(frame),
        estimated=estimated,
        aside=tuple(aside),
    )


def frame_of(walls, kw, minutes, zone, *, twice=True):
    """Starts by the clock on the wall, in order of time, as instants; `twice`: the repeated hour is there two times."""
    index = pd.DatetimeIndex(pd.to_datetime(list(walls)))
    if twice:
        # told apart by order: of two equal stamps the first is daylight time
        ambiguous = ~pd.Series(index).duplicated(keep="first").to_numpy()
    else:
        ambiguous = pd.Series(True, index=range(len(index))).to_numpy()
    starts = index.tz_localize(zone, ambiguous=ambiguous)
    return pd.DataFrame({"start": starts, "kw": list(map(float, kw)), "minutes": minutes})


def lines_of(rows, *, quote=csv.QUOTE_MINIMAL, end="\n", separator=","):
    """Rows as text of a CSV file."""
    text = io.StringIO()
    csv.writer(text, quoting=quote, lineterminator=end, delimiter=separator).writerows(rows)
    return text.getvalue()


def clock(moment, *, lead=True, space=" "):
    """Time of the day with AM and PM: "09:05 AM", without a leading zero "9:05 AM"."""
    hour = moment.hour % 12 or 12
    return f"{hour:02d}" * lead + f"{hour}" * (not lead) + f":{moment:%M}{space}{'AM' if moment.hour < 12 else 'PM'}"


def us_date(moment, *, lead=False):
    """Date as 6/17/2025, or 06/17/2025."""
    return f"{moment:%m/%d/%Y}" if lead else f"{moment.month}/{moment.day}/{moment.year}"
