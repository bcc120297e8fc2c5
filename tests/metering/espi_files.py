"""Green Button files made up on the spot, and what is in them as another reader sees it (lxml and pandas)."""

import io
import math
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

import pandas as pd
import pytest
from lxml import etree

from evsite.metering.assemble import assemble
from evsite.metering.green_button import read_green_button
from evsite.metering.options import ReadingOptions

START = 1_750_143_600
"""2025-06-17 00:00 in California."""
BASE = "https://utility.example/espi/1_1/resource/"
PLAIN = {
    "accumulationBehaviour": 4,
    "commodity": 1,
    "flowDirection": 1,
    "kind": 12,
    "powerOfTenMultiplier": 0,
    "uom": 72,
}
PACIFIC_RULES = {"dstEndRule": "B40E2000", "dstOffset": 3600, "dstStartRule": "360E2000", "tzOffset": -28800}


@dataclass
class Reading:
    start: int | None
    value: object
    duration: int | None = 900
    extra: str = ""


@dataclass
class Meter:
    """A meter reading; `type` is added to a plain type of Wh by interval, None takes a field away."""

    readings: list
    title: str = "Energy"
    type: dict = field(default_factory=dict)
    block: int = 96


@dataclass
class Point:
    meters: list
    title: str = ""
    kind: int = 0


def hump(count, *, peak=4500.0, base=1500.0, at=60):
    """Energy of quarter hours [Wh]: flat, with one peak."""
    return [peak if index == at else base + 100 * math.sin(index / 7) // 1 for index in range(count)]


def readings(values, *, start=START, step=900, **more):
    return [Reading(start + step * index, int(value), step, **more) for index, value in enumerate(values)]


def _tags(fields, prefix):
    return "".join(f"<{prefix}{name}>{value}</{prefix}{name}>" for name, value in fields.items() if value is not None)


def _interval(start, duration, p, *, start_first):
    parts = [_tags({"duration": duration}, p), _tags({"start": start}, p)]
    return "".join(reversed(parts) if start_first else parts)


def feed(
    *points, local=PACIFIC_RULES, prefix="", start_first=False, block_name="IntervalBlock", links=True, pretty=False
):
    """The file of some usage points, each with its meter readings, as bytes."""
    p = f"{prefix}:" if prefix else ""
    space = f'xmlns:{prefix}="http://naesb.org/espi"' if prefix else 'xmlns="http://naesb.org/espi"'
    out = []

    def entry(path, content, *, title="", related=(), up=True):
        hrefs = [("self", path), *([("up", path.rpartition("/")[0])] if up else []), *(("related", r) for r in related)]
        shown = "".join(f'<link rel="{rel}" href="{BASE}{href}"/>' for rel, href in hrefs) if links else ""
        out.append(f"<entry>{shown}<title>{escape(title)}</title><content>{content}</content></entry>")

    if local is not None:
        entry("LocalTimeParameters/1", f"<{p}LocalTimeParameters {space}>{_tags(local, p)}</{p}LocalTimeParameters>")
    kinds = 0
    for number, point in enumerate(points, 1):
        path = f"RetailCustomer/9/UsagePoint/{number}"
        service = f"<{p}ServiceCategory><{p}kind>{point.kind}</{p}kind></{p}ServiceCategory>"
        entry(path, f"<{p}UsagePoint {space}>{service}</{p}UsagePoint>", title=point.title)
        for place, meter in enumerate(point.meters, 1):
            kinds += 1
            own = f"{path}/MeterReading/{place}"
            entry(own, f"<{p}MeterReading {space}/>", title=meter.title, related=[f"ReadingType/{kinds}"])
            fields = PLAIN | meter.type
            entry(f"ReadingType/{kinds}", f"<{p}ReadingType {space}>{_tags(fields, p)}</{p}ReadingType>")
            for at in range(0, len(meter.readings), meter.block):
                rows = meter.readings[at : at + meter.block]
                total = sum(row.duration or 900 for row in rows)
                text = f"<{p}interval>{_interval(rows[0].start, total, p, start_first=start_first)}</{p}interval>"
                for row in rows:
                    period = _interval(row.start, row.duration, p, start_first=start_first)
                    value = _tags({"value": row.value}, p)
                    period = f"<{p}timePeriod>{period}</{p}timePeriod>" if row.start is not None else ""
                    text += f"<{p}IntervalReading>{row.extra}{period}{value}</{p}IntervalReading>"
                entry(f"{own}/IntervalBlock/{at}", f"<{p}{block_name} {space}>{text}</{p}{block_name}>")
    body = "".join(out)
    if pretty:
        body = body.replace("><", ">\n  <")
    return f'<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>{body}</feed>'.encode()


def frame(content):
    """Every reading as a row: path of its meter, fields of its type, start, duration, mean kW of a Wh or W type."""
    root = etree.fromstring(content)

    def local(element):
        return etree.QName(element).localname

    def text(parent, name):
        return next((each.text for each in parent.iter() if isinstance(each.tag, str) and local(each) == name), None)

    types, meters, rows = {}, {}, []
    for entry in root.iter("{*}entry"):
        hrefs = {}
        for link in entry.iter("{*}link"):
            hrefs.setdefault(link.get("rel"), []).append(link.get("href"))
        for element in entry.iter():
            if isinstance(element.tag, str) and local(element) == "ReadingType":
                types[hrefs["self"][0]] = {local(child): child.text for child in element}
            if isinstance(element.tag, str) and local(element) == "MeterReading":
                meters[hrefs["self"][0]] = next(href for href in hrefs["related"] if "ReadingType" in href)
    for entry in root.iter("{*}entry"):
        for reading in entry.iter("{*}IntervalReading"):
            own = entry.find("{*}link[@rel='self']").get("href").rpartition("/IntervalBlock")[0]
            value = text(reading, "value")
            rows.append(
                {
                    "meter": own.removeprefix(BASE),
                    "type": meters[own],
                    "start": int(text(reading, "start")),
                    "duration": int(text(reading, "duration")),
                    "value": float("nan") if value is None else float(value),
                    "tou": text(reading, "tou") or "0",
                }
            )
    table = pd.DataFrame(rows)
    fields = pd.DataFrame(types).T
    power = 10.0 ** table["type"].map(fields["powerOfTenMultiplier"]).astype(float)
    hours = table["duration"] / 3600
    energy = table["type"].map(fields["uom"]) == "72"
    table["kw"] = table["value"] * power / 1000 / hours.where(energy, 1.0)
    return table


def read(content, **said):
    raw = read_green_button(io.BytesIO(content), ReadingOptions(**said))
    return assemble(raw, "meter.xml")


def reported(series, topic):
    return " ".join(note.message for note in series.notes if note.topic == topic)


def assert_same(series, expected):
    """A series has the mean power [kW] of a pandas series by start."""
    assert list(series.start_s) == list(expected.index)
    assert list(series.channels[""]) == pytest.approx(list(expected))


def follow(error, content):
    """The series that each way out of an error leads to."""
    found = {}
    for way in error.ways_out:
        said = {say.key: (say.value,) if say.key in {"meter", "column"} else say.value for say in way}
        said = {key: float(value) if key == "multiplier" else value for key, value in said.items()}
        found[tuple(said.items())] = read(content, **said)
    return found
