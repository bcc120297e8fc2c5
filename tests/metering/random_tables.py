"""Tables of readings written in random ways, of which the load is known."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from evsite.metering.errors import DataError
from evsite.metering.options import ReadingOptions
from evsite.metering.reading import read_interval_data

ZONES = ("America/Los_Angeles", "America/Denver", "America/Phoenix", "America/Chicago", "America/New_York")
TO_KW = {"kW": 1.0, "W": 1e-3, "MW": 1e3, "kWh": 1.0, "Wh": 1e-3, "MWh": 1e3, "A": 1.0}
SPELLED = {
    "kW": ("kW", "KW", "kw", "kWatts", "kilowatts", "Kilowatt"),
    "W": ("W", "watts", "Watts"),
    "MW": ("MW", "megawatts"),
    "kWh": ("kWh", "KWH", "kwh", "kWhs", "kW-hr", "kW-hours", "kilowatt-hours", "Kilowatt Hours", "KWHs", "kWhr"),
    "Wh": ("Wh", "watt-hours", "Watt Hours"),
    "MWh": ("MWh",),
    "A": ("A", "amps", "Amps", "amperes"),
}
ENERGY_NAMES = (
    *("Usage", "Consumption", "Energy", "Delivered", "Import", "Total", "Net", "Value", "Reading", "Meter Reading"),
    *(
        "Interval Reading",
        "Interval Value",
        "Electricity",
        "Total Usage",
        "Energy Delivered",
        "Grid Import",
        "Interval",
    ),
    *("Net Usage", "Amount", "Interval Usage", "Usage Amount", "Interval Data", "Consumption Value", "Read Value"),
    *("Register", "Period Usage", "Energy Consumed", "Active Energy", "Real Energy", "Total Consumption", "Reads"),
)
POWER_NAMES = (
    *("Demand", "Power", "Load", "Avg", "Total", "Real Power", "Average Demand", "Value", "Net", "Active Power"),
    *(
        "Peak Demand",
        "Max",
        "Maximum Demand",
        "Interval Demand",
        "Building Load",
        "Mean Power",
        "Avg Demand",
        "Total Demand",
        "Usage",
        "Site Load",
        "Total Power",
    ),
)
CURRENT_NAMES = ("Current", "Load", "Total Current", "Line Current", "Avg Current")
STAMP_NAMES = {
    "": (
        *("timestamp", "Date/Time", "Read Time", "Reading Time", "Time", "DateTime", "Usage Date/Time", "Period"),
        *("Interval", "Date", "Reading Date", "Read Date/Time", "Timestamp (local)", "Meter Read Time", "Time Stamp"),
        *(
            "Date & Time",
            "Local Time",
            "Interval Time",
            "Date Time",
            "Reading Date/Time",
            "Usage Date",
            "ts",
            "Read Date",
        ),
    ),
    "start": (
        *("Interval Start", "Start", "Start Time", "Start Date/Time", "From", "Usage Start", "Period Start"),
        *("Interval Begin", "Beginning", "Interval Start Time", "Start Date", "Interval Starting", "IntervalStart"),
    ),
    "end": (
        *("Interval End", "End", "End Time", "Interval Ending", "Period Ending", "Period End", "To", "End Date/Time"),
        *("Interval End Time", "Ending", "Read End", "End Date", "IntervalEnd", "Reading End Time", "Hour Ending"),
    ),
}
DATE_NAMES = ("Date", "Usage Date", "Reading Date", "Read Date", "Day", "Interval Date", "Service Date", "Meter Date")
TIME_NAMES = ("Time", "Start Time", "Interval Start", "Read Time", "Usage Time", "Interval Time", "From")
DATE_FORMATS = (
    *("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "{m}/{d}/%Y", "%Y/%m/%d", "%d-%b-%Y", "%d.%m.%Y", "%Y%m%d", "%d/%m/%Y"),
    *("%b %d %Y", "%d %b %Y", "%B %d, %Y", "%m-%d-%Y", "{m}/{d}/%y", "%d-%b-%y", "%a %m/%d/%Y", "%A, %B %d, %Y"),
)
TIME_FORMATS = (
    *("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p", "{h}:%M", "{i}:%M %p", "{i}:%M%p", "%H:%M:%S.000", "%H%M"),
    *("{i}:%M:%S %P", "{h}:%M:%S", "{h}%M"),
)
MISSING = (
    "",
    "-",
    "N/A",
    "null",
    "NaN",
    "No Data",
    "--",
    "#N/A",
    "NULL",
    "missing",
    "n/a",
    "None",
    "Missing",
    "Not available",
)


def _day(year, month, day):
    """A midnight of no zone."""
    return datetime(year, month, day)  # noqa: DTZ001 - the clock on a wall


def formatted(moment, form):
    """A moment by a format; {m}, {d}, {h}, {i} are month, day, hour (24 and 12) without a zero before them."""
    form = form.replace("{m}", str(moment.month)).replace("{d}", str(moment.day)).replace("{h}", str(moment.hour))
    form = form.replace("{i}", str((moment.hour - 1) % 12 + 1)).replace("%P", "pm" if moment.hour > 11 else "am")
    return moment.strftime(form)


@dataclass
class Table:
    """A file, what is right for it, and how it was made."""

    content: bytes
    starts_s: list[int]
    loads: list[float]
    """Mean of each interval, in kW or A."""
    seconds: int
    unit: str
    zone: str
    slack: float
    """What rounding of the numbers may change [kW or A]."""
    traits: list[str] = field(default_factory=list)
    options: dict = field(default_factory=dict)
    stated_unit: str = "kWh"
    """The unit of the values, which a person knows where the file does not say it."""


class Writer:
    """Writes one table in a random way."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.traits = []
        self.maybe_odd = self.rng.random() < 0.5

    def chance(self, share, trait=None):
        yes = self.rng.random() < share
        if yes and trait:
            self.traits.append(trait)
        return yes

    def pick(self, trait, choices):
        choice = self.rng.choice(choices)
        if trait:
            self.traits.append(f"{trait}={choice}")
        return choice

    # the load

    def profile(self):
        rng = self.rng
        self.minutes = self.pick("min", (5, 15, 15, 15, 30, 60, 60))
        days = rng.choice((2, 3, 5, 8, 14, 31, 45) if self.minutes >= 15 else (2, 3))
        self.zone_name = rng.choice(ZONES)
        self.zone = ZoneInfo(self.zone_name)
        first = _day(2024, 1, 1) + timedelta(days=rng.randrange(500))
        if self.chance(0.15, "clock-change"):
            first = rng.choice((_day(2024, 3, 10), _day(2024, 11, 3), _day(2025, 3, 9))) - timedelta(
                days=rng.randrange(min(days, 3))
            )
        start = first.replace(tzinfo=self.zone).astimezone(UTC)
        end = (first + timedelta(days=days)).replace(tzinfo=self.zone).astimezone(UTC)
        self.days = days
        count = int((end - start).total_seconds()) // (60 * self.minutes)
        self.moments = [start + timedelta(minutes=self.minutes * index) for index in range(count)]
        base, swing = rng.choice(((0.4, 3), (5, 40), (80, 300), (900, 4000)))
        peak = rng.randrange(count)
        self.loads = [
            base + swing * max(0.0, rng.gauss(0.3, 0.15)) * (0.5 + 0.5 * ((moment.hour + 16) % 24 > 8))
            for moment in self.moments
        ]
        self.loads[peak] = max(self.loads) * 1.2
        self.peak = peak
        if self.chance(0.15, "zeros"):
            for index in range(count):
                if index != peak and rng.random() < 0.4:
                    self.loads[index] = 0.0

    # what the cells say

    def number(self, value, decimals=3):
        text = f"{value:.{decimals}f}"
        if self.thousands and abs(value) >= 1000:
            text = f"{value:,.{decimals}f}"
            if self.decimal_mark == ",":
                return text.replace(",", "\0").replace(".", ",").replace("\0", self.thousands_mark)
            return text
        return text.replace(".", ",") if self.decimal_mark == "," else text

    def title(self, name, unit, place=None):
        if place == "bare" or not unit:
            return name
        form = self.rng.choice(
            ("{n} ({u})", "{n} ({u})", "{n} [{u}]", "{n}, {u}", "{n} {u}", "{n}_{u}", "{u}", "{u} {n}", "{n}({u})")
        )
        if unit in {"A", "W", "MW", "MWh", "Wh"} and form in {"{n} {u}", "{u} {n}", "{n}_{u}"}:
            form = "{n} ({u})"
        if form == "{n}_{u}" and (" " in unit or "-" in unit):
            form = "{n} ({u})"
        return form.format(n=name, u=unit)

    def values(self):
        """The column of load: its measure, unit, title, and where the unit stands."""
        rng = self.rng
        kind = rng.choice(("energy", "energy", "energy", "power", "power", "current"))
        self.kind = kind
        unit = {
            "energy": rng.choice(("kWh", "kWh", "kWh", "Wh", "MWh")),
            "power": rng.choice(("kW", "kW", "W", "MW")),
            "current": "A",
        }[kind]
        self.unit = unit
        per_hour = self.minutes / 60 if kind == "energy" else 1.0
        self.scale = per_hour / TO_KW[unit]
        top = max(self.loads) * self.scale
        self.decimals = (
            next((d for d in range(1, 9) if top * 10**d > 5e3), 9)
            if self.maybe_odd
            else max(3, next((d for d in range(1, 9) if top * 10**d > 5e3), 9))
        )
        if self.chance(0.08, "whole-numbers") and top > 1000:
            self.decimals = 0
        self.spelled = rng.choice(SPELLED[unit])
        names = {"energy": ENERGY_NAMES, "power": POWER_NAMES, "current": CURRENT_NAMES}[kind]
        self.name = rng.choice(names)
        self.unit_place = self.pick(
            "unit-in", ("title",) * 8 + ("column", "column", "above", "cells", "row", "nowhere")
        )
        self.traits.append(f"unit={self.spelled}")
        if self.unit_place == "title":
            self.value_title = self.title(self.name, self.spelled)
        else:
            self.value_title = self.name
        self.traits.append(f"title={self.value_title}")

    def cell(self, value):
        text = self.number(value, self.decimals)
        return f"{text} {self.spelled}" if self.unit_place == "cells" else text

    # time

    def time_columns(self):
        """Columns of time, as (title, cells); and whether the file says that hours are doubled or lost."""
        rng = self.rng
        step = timedelta(minutes=self.minutes)
        local = [moment.astimezone(self.zone) for moment in self.moments]
        ends = [(moment + step).astimezone(self.zone) for moment in self.moments]
        styles = (
            ["stamp"] * 5 + ["date+time"] * 3 + ["start+end"] * 2 + ["end"] * 2 + ["period", "date+start+end", "epoch"]
        )
        styles += ["offset", "abbreviation", "number", "utc"]
        if self.minutes == 60:
            styles += ["hour0", "hour1", "HE"] * 2
        style = self.pick("time", styles)
        date_form, time_form = rng.choice(DATE_FORMATS), rng.choice(TIME_FORMATS)
        if style in {"period", "abbreviation", "offset"} or date_form == "%Y%m%d":
            time_form = rng.choice(TIME_FORMATS[:6])
        if time_form in {"%H%M", "{h}%M"} and style in {"start+end", "stamp", "end"}:
            time_form = "%H:%M"
        between = " "
        if date_form == "%Y-%m-%d" and time_form[:2] == "%H" and rng.random() < 0.4 and style != "period":
            between = "T"
        full = f"{date_form}{between}{time_form}"
        self.traits.append(f"format={full}")
        self.date_form = date_form

        def stamps(moments, form=full):
            return [formatted(moment, form) for moment in moments]

        def end_texts(moments, form=full):
            if "%H:%M" in form and self.midnight_24:
                return [
                    formatted(moment - timedelta(days=1), form).replace("00:00", "24:00", 1)
                    if not (moment.hour or moment.minute)
                    else formatted(moment, form)
                    for moment in moments
                ]
            return stamps(moments, form)

        self.midnight_24 = self.chance(0.1, "24:00") and between == " "
        if style == "stamp":
            return [(self.pick("name", STAMP_NAMES[rng.choice(("", "", "start"))]), stamps(local))]
        if style == "end":
            return [(self.pick("name", STAMP_NAMES["end"]), end_texts(ends))]
        if style == "start+end":
            minute_short = self.chance(0.2, "ends-a-minute-early")
            shown = [end - timedelta(minutes=1) for end in ends] if minute_short else ends
            return [
                (self.pick("name", STAMP_NAMES["start"]), stamps(local)),
                (self.pick("name2", STAMP_NAMES["end"][:-1]), stamps(shown)),
            ]
        if style == "date+time":
            return [
                (self.pick("name", DATE_NAMES), stamps(local, date_form)),
                (self.pick("name2", TIME_NAMES), stamps(local, time_form)),
            ]
        if style == "date+start+end":
            return [
                (self.pick("name", DATE_NAMES), stamps(local, date_form)),
                (rng.choice(("Start Time", "Start", "From", "Interval Start")), stamps(local, time_form)),
                (rng.choice(("End Time", "End", "To", "Interval End")), stamps(ends, time_form)),
            ]
        if style == "period":
            dash = rng.choice((" - ", " to ", " \u2013 "))
            name = self.pick(
                "name", ("Period", "Interval", "Time", "Usage Period", "Date/Time", "Reading Period", "Hour")
            )
            return [(name, [f"{a}{dash}{b}" for a, b in zip(stamps(local), stamps(ends), strict=True)])]
        if style == "epoch":
            factor = rng.choice((1, 1000))
            name = self.pick("name", ("timestamp", "epoch", "Unix Timestamp", "time", "ts", "Time (UTC)", "unixtime"))
            return [(name, [str(int(moment.timestamp()) * factor) for moment in self.moments])]
        if style == "utc":
            form = rng.choice(("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S UTC", "%Y-%m-%dT%H:%M:%S.000Z"))
            return [(rng.choice(STAMP_NAMES[""]), [moment.strftime(form) for moment in self.moments])]
        if style == "offset":
            form = rng.choice(
                ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", full if date_form != "%Y%m%d" else "%Y-%m-%d %H:%M")
            )
            gap = rng.choice(("", " "))
            texts = [f"{a}{gap}{moment:%z}" for a, moment in zip(stamps(local, form), local, strict=True)]
            if rng.random() < 0.6:
                texts = [f"{text[:-2]}:{text[-2:]}" for text in texts]
            return [(rng.choice(STAMP_NAMES[""]), texts)]
        if style == "abbreviation":
            return [
                (
                    rng.choice(STAMP_NAMES[""]),
                    [f"{a} {moment:%Z}" for a, moment in zip(stamps(local), local, strict=True)],
                )
            ]
        day = (self.pick("name", DATE_NAMES), stamps(local, date_form))
        if style == "number":
            per = 60 // self.minutes
            first = rng.choice((0, 1))
            name = self.pick("name2", ("Interval", "Interval Number", "Period", "Interval No", "Interval #", "Int"))
            # by the clock: the hour that comes twice has its numbers twice
            return [day, (name, [str(first + moment.hour * per + moment.minute // self.minutes) for moment in local])]
        if style == "hour0":
            name = self.pick("name2", ("Hour", "Hour of Day", "Hr", "hour"))
            return [day, (name, [str(moment.hour) for moment in local])]
        name = self.pick("name2", ("Hour", "Hour Ending", "HE", "Hour of Day", "Hr Ending", "Hr"))
        texts = [str(moment.hour + 1) for moment in local]
        if style == "HE":
            form = rng.choice(("HE{}", "HE {}", "H{}", "Hour {}"))
            texts = [form.format(text.zfill(2) if form == "HE{}" else text) for text in texts]
        return [day, (name, texts)]

    # columns beside

    def beside(self):
        """Other columns: (title, cells), each of which stands at the left or at the right of the load."""
        rng = self.rng
        count = len(self.loads)
        found = []

        def add(share, names, cells):
            if self.rng.random() < share:
                name = rng.choice(names)
                self.traits.append(f"beside={name}")
                found.append((name, cells()))

        few = 0.06
        num = self.number
        add(
            few * 2,
            ("Cost", "Cost ($)", "Amount ($)", "Est. Cost", "Charge", "Cost USD"),
            lambda: [f"${0.2 * load:.2f}" for load in self.loads],
        )
        add(
            few,
            ("Temp (F)", "Temperature", "Avg Temp", "Temp (°F)", "Outdoor Temperature (F)", "OAT"),
            lambda: [num(rng.uniform(30, 95), 1) for _ in self.loads],
        )
        add(
            few,
            ("Voltage", "Voltage (V)", "V", "Volts", "Vavg"),
            lambda: [num(rng.uniform(475, 485), 1) for _ in self.loads],
        )
        add(few, ("PF", "Power Factor", "pf"), lambda: [num(rng.uniform(0.9, 1), 3) for _ in self.loads])
        add(
            few,
            ("kVARh", "Reactive (kVARh)", "kVAR", "Reactive Energy (kvarh)"),
            lambda: [num(0.2 * load, 3) for load in self.loads],
        )
        add(
            few,
            ("Meter ID", "Meter", "Meter Number", "Account Number", "Account", "Service Point", "ESIID"),
            lambda: ["1008901023"] * count,
        )
        add(
            few,
            ("Quality", "Status", "Flag", "Read Type", "Estimated", "Reading Quality"),
            lambda: ["A" if rng.random() < 0.95 else "E" for _ in self.loads],
        )
        add(few, ("Notes", "Comments", "Remarks"), lambda: [""] * count)
        add(few, ("Service Type", "Service", "Commodity", "Fuel Type", "Type"), lambda: ["Electric"] * count)
        add(
            few / 2,
            ("Season", "TOU Period", "Day Type", "Rate"),
            lambda: ["Summer" if i % 3 else "Winter" for i in range(count)],
        )
        add(few / 2, ("Duration", "Interval Length", "Minutes", "Interval (min)"), lambda: [str(self.minutes)] * count)
        add(few / 2, ("Row", "#", "Index", "ID", "Seq"), lambda: [str(i + 1) for i in range(count)])
        add(few / 2, ("Humidity (%)", "RH", "Humidity"), lambda: [num(rng.uniform(20, 90), 1) for _ in self.loads])
        if self.kind != "current":
            some = self.rng.random() < 0.5
            unit = self.spelled if self.unit_place == "title" else ""
            flows = [
                rng.uniform(0, 0.8) * load * self.scale if some and rng.random() < 0.4 else 0.0 for load in self.loads
            ]
            add(
                few,
                ("Export", "Received", "Energy Received", "Grid Export", "Returned", "Exported", "Generation", "Solar"),
                lambda: [num(f, self.decimals) for f in flows],
            )
            if (
                unit
                and found
                and found[-1][0]
                in {
                    "Export",
                    "Received",
                    "Energy Received",
                    "Grid Export",
                    "Returned",
                    "Exported",
                    "Generation",
                    "Solar",
                }
            ):
                found[-1] = (f"{found[-1][0]} ({unit})", found[-1][1])
        if self.kind == "energy" and self.unit_place == "title":
            total = rng.uniform(1e3, 1e5)
            register = []
            for load in self.loads:
                total += load * self.scale
                register.append(num(total, self.decimals))
            names = (
                "Register",
                "Cumulative",
                "Meter Reading",
                "Register Read",
                "Cumulative Usage",
                "Total Register",
                "Meter Read",
                "Reading",
                "Lifetime Energy",
                "Running Total",
            )
            add(few, tuple(f"{name} ({self.spelled})" for name in names), lambda: register)
            names = ("Peak Demand (kW)", "Max kW", "Max Demand (kW)", "Maximum Demand kW")
            add(few, names, lambda: [num(1.3 * load) for load in self.loads])
            names = ("Demand (kW)", "Avg kW", "kW", "Average kW", "Average Demand (kW)")
            add(few, names, lambda: [num(load) for load in self.loads])
        if self.kind == "power" and self.unit_place == "title":
            names = ("Energy (kWh)", "kWh", "Usage (kWh)")
            add(few, names, lambda: [num(load * self.minutes / 60) for load in self.loads])
            names = ("Max kW", "Peak (kW)", "Min kW")
            add(few, names, lambda: [num(1.3 * load) for load in self.loads])
        return found

    # the table

    def table(self):
        """One table in a random form."""
        rng = self.rng
        self.separator = rng.choice((",", ",", ",", ",", ";", "\t", "|"))
        self.decimal_mark = "," if self.separator in ";\t" and rng.random() < 0.5 else "."
        self.thousands = rng.random() < 0.2
        self.thousands_mark = rng.choice((".", " ", "\u00a0")) if self.decimal_mark == "," else ","
        if self.separator != "," or self.thousands:
            self.traits.append(f"sep={self.separator!r} dec={self.decimal_mark!r} thousands={self.thousands}")
        self.profile()
        self.values()
        self.options = {"timezone": self.zone_name}
        form = rng.choice(["rows"] * 7 + ["days"] * 3 + ["blocks"])
        if form == "days" and (self.minutes == 5 or self.unit_place in {"cells", "row"}):
            form = "rows"
        if form == "blocks" and self.unit_place in {"cells", "row", "column"}:
            form = "rows"
        self.traits.append(f"form={form}")
        lines = {"rows": self.rows, "days": self.day_rows, "blocks": self.blocks}[form]()
        return self.written(lines)

    def load_columns(self):
        """The columns of the load: one, its phases, or its circuits with or without their total."""
        rng = self.rng
        values = [load * self.scale for load in self.loads]
        form = rng.random()
        unit = self.spelled if self.unit_place == "title" else ""
        if self.unit_place in {"title", "above", "column", "row"} and form < 0.07:
            share = rng.uniform(0.2, 0.5)
            self.traits.append("circuits")
            names = rng.sample(("HVAC", "Lighting", "Kitchen", "Dryer", "Pool", "Elevator", "Panel 1", "Circuit 2"), 2)
            parts = [[self.round(v * share) for v in values], [self.round(v * (1 - share)) for v in values]]
            values = [a + b for a, b in zip(*parts, strict=True)]
            columns = [(self.titled(name, unit), part) for name, part in zip(names, parts, strict=True)]
            if rng.random() < 0.6:
                self.traits.append("with-total")
                total = (
                    self.titled(rng.choice(("Total", "Mains", "Whole Building", "Building Total", self.name)), unit),
                    values,
                )
                columns.insert(rng.choice((0, len(columns))), total)
        elif self.kind == "power" and unit and form < 0.14:
            self.traits.append("phases")
            a, b, c = rng.choice(
                (("L1", "L2", "L3"), ("Phase A", "Phase B", "Phase C"), ("A Phase", "B Phase", "C Phase"))
            )
            parts = [[self.round(v * share) for v in values] for share in (0.3, 0.33, 0.37)]
            values = [sum(each) for each in zip(*parts, strict=True)]
            columns = [(self.titled(name, unit), part) for name, part in zip((a, b, c), parts, strict=True)]
            if rng.random() < 0.3:
                columns.append((self.titled("Total", unit), values))
        else:
            values = [self.round(v) for v in values]
            columns = [(self.value_title, values)]
        self.truth = [value / self.scale for value in values]
        if rng.random() < 0.06 and self.unit_place != "cells":
            multiplier = rng.choice((10, 40, 80, 120))
            self.traits.append("multiplier")
            self.truth = [value * multiplier for value in self.truth]
            name = rng.choice(
                (
                    "Multiplier",
                    "Meter Multiplier",
                    "CT Ratio",
                    "Meter Constant",
                    "Mult",
                    "CT Multiplier",
                    "Scale Factor",
                )
            )
            self.traits.append(f"multiplier={name}")
            self.multiplier_column = (
                name,
                [rng.choice((f"{multiplier}", f"{multiplier}.0", f"{multiplier * 5}:5"))] * len(values),
            )
        else:
            self.multiplier_column = None
        return columns

    def titled(self, name, unit):
        return f"{name} ({unit})" if unit else name

    def round(self, value):
        return round(value, self.decimals)

    def rows(self):
        rng = self.rng
        times = self.time_columns()
        loads = self.load_columns()
        columns = [(name, [self.cell(v) for v in values]) for name, values in loads]
        if self.multiplier_column:
            columns.insert(rng.randrange(len(columns) + 1), self.multiplier_column)
        others = self.beside()
        for other in others:
            columns.insert(rng.randrange(len(columns) + 1), other)
        if self.unit_place == "column":
            name = self.pick(
                "unit-column", ("Unit", "UOM", "Units", "Unit of Measure", "Measurement Unit", "Usage Units")
            )
            columns.insert(rng.randrange(len(columns) + 1), (name, [self.spelled] * len(self.loads)))
        if rng.random() < 0.15:
            columns.insert(0, columns.pop())
            self.traits.append("time-not-first")
            columns = [*columns[:1], *times, *columns[1:]]
        else:
            columns = [*times, *columns]
        columns = self.in_long_rows(columns, loads)
        header = [name for name, _ in columns]
        if len({name.casefold() for name in header}) < len(header):
            raise SkipTableError
        body = [list(row) for row in zip(*(cells for _, cells in columns), strict=True)]
        load_at = [header.index(name) for name, _ in loads]
        self.kept = set(range(len(body)))
        if self.repeats == 2:
            self.kept = set(range(len(self.loads)))
            return self.ordered([header, *body])
        alone = not any(trait.startswith("beside=") and "kW" in trait for trait in self.traits)
        if alone and self.chance(0.12, "missing"):
            word = self.pick("missing", MISSING)
            for index in rng.sample(range(len(body)), min(5, len(body) - 1)):
                if index != self.peak:
                    for at in load_at:
                        body[index][at] = word
                    self.kept.discard(index)
        if self.chance(0.08, "rows-left-out"):
            for index in sorted(rng.sample(range(len(body)), min(4, len(body) - 2)), reverse=True):
                if index != self.peak:
                    self.kept.discard(index)
                    body[index] = None
        body = [row for row in body if row is not None]
        if self.chance(0.06, "duplicated"):
            at = rng.randrange(len(body))
            body[at:at] = [body[at]] * rng.choice((1, 1, 2))
        order = rng.random()
        if order < 0.12:
            self.traits.append("newest-first")
            body.reverse()
        elif order < 0.15 and "clock-change" not in self.traits:
            self.traits.append("shuffled")
            rng.shuffle(body)
        lines = [header]
        if self.unit_place == "row":
            lines.append([self.spelled if name in {n for n, _ in loads} else "" for name in header])
        lines += body
        if self.chance(0.05, "repeated-header"):
            lines.insert(len(lines) // 2, header)
        if self.chance(0.05, "blank-lines"):
            for _ in range(3):
                lines.insert(rng.randrange(1, len(lines)), [] if rng.random() < 0.5 else [""] * len(header))
        if self.chance(0.04, "total-row"):
            total = sum(self.truth) * self.scale
            row = [""] * len(header)
            row[0] = "Total"
            row[load_at[0]] = self.cell(total)
            lines.append(row)
        if "time-not-first" not in self.traits and self.chance(0.04, "short-rows") and load_at[0] < len(header) - 1:
            lines[-1] = lines[-1][: max(load_at) + 1] if lines[-1] else lines[-1]
        return lines

    def in_long_rows(self, columns, loads):
        """Now and then with other rows between: a second meter, power that flows back, gas, reactive energy."""
        rng = self.rng
        self.repeats = 1
        names = [name for name, _ in columns]
        if len(loads) > 1 or self.unit_place == "cells" or rng.random() > 0.12 or "clock-change" in self.traits:
            return columns
        style = self.pick("long", ("meters", "meters", "back", "fuel", "reactive"))
        at = names.index(loads[0][0])
        count = len(self.loads)
        share = rng.uniform(0.3, 0.9)
        values = loads[0][1]
        seconds = [self.cell(self.round(value * share)) for value in values]
        units = [place for place, name in enumerate(names) if {"unit", "uom", "units"} & set(name.lower().split())]
        if style == "meters":
            title, texts = rng.choice(
                (("Meter", ("M1", "M2")), ("Meter ID", ("10023", "10024")), ("Channel", ("1", "2")))
            )
            factor = self.truth[self.peak] * self.scale / values[self.peak]
            self.truth = [
                truth + self.round(value * share) / self.scale * factor
                for truth, value in zip(self.truth, values, strict=True)
            ]
        elif style == "back":
            title = rng.choice(("Direction", "Flow", "Flow Direction", "Type", "Channel"))
            texts = rng.choice((("Delivered", "Received"), ("Import", "Export"), ("Consumption", "Generation")))
            if rng.random() < 0.4:
                seconds = [self.cell(0.0)] * count
        elif style == "fuel":
            title, texts = rng.choice(("Fuel", "Service", "Commodity", "Type")), ("Electric", "Gas")
        elif self.unit_place == "column" and self.kind == "energy":
            title, texts = rng.choice(("Channel", "Type", "Quantity")), ("kWh", "kVARh")
        else:
            return columns
        if title.casefold() in {name.casefold() for name in names}:
            raise SkipTableError
        blocks = rng.random() < 0.4
        found = []
        for place, (name, cells) in enumerate([*columns, (title, [texts[0]] * count)]):
            others = cells
            if place == at:
                others = seconds
            elif place == len(columns):
                others = [texts[1]] * count
            elif place in units and style in {"fuel", "reactive"}:
                others = ["therms" if style == "fuel" else "kVARh"] * count
            both = [*cells, *others] if blocks else [each for pair in zip(cells, others, strict=True) for each in pair]
            found.append((name, both))
        self.repeats = 2
        self.traits.append("in-blocks" if blocks else "in-turn")
        found.insert(rng.randrange(len(found)), found.pop())
        return found

    def ordered(self, lines):
        """The lines as they are, or the newest first."""
        return [lines[0], *lines[:0:-1]] if self.chance(0.15, "newest-first") else lines

    def labels(self):
        """Names of the columns of a day, and whether they count or tell the time."""
        per_day = 1440 // self.minutes
        starts = [_day(2024, 1, 1) + timedelta(minutes=self.minutes * index) for index in range(per_day)]
        ends = [start + timedelta(minutes=self.minutes) for start in starts]
        style = self.pick(
            "labels",
            ("start", "start", "end", "end-24", "pm", "pm-end", "nth", "word", "span", "four", "four-end")
            + (("HE", "hour", "h0") if self.minutes == 60 else ()),
        )
        word = self.pick(
            "word", ("Interval ", "INT", "Int_", "P", "V", "Period ", "Value ", "Val_", "I", "Read", "Usage ", "t")
        )
        made = {
            "start": lambda: [f"{s:%H:%M}" for s in starts],
            "end": lambda: [f"{e:%H:%M}" for e in ends],
            "end-24": lambda: [f"{e:%H:%M}" for e in ends[:-1]] + ["24:00"],
            "pm": lambda: [formatted(s, "{i}:%M %p") for s in starts],
            "pm-end": lambda: [formatted(e, "{i}:%M %p") for e in ends],
            "nth": lambda: [str(index + 1) for index in range(per_day)],
            "word": lambda: [f"{word}{index + 1}" for index in range(per_day)],
            "span": lambda: [f"{s:%H:%M}-{e:%H:%M}" for s, e in zip(starts, ends, strict=True)],
            "four": lambda: [f"{s:%H%M}" for s in starts],
            "four-end": lambda: [f"{e:%H%M}" for e in ends[:-1]] + ["2400"],
            "HE": lambda: [f"HE{index + 1:02}" for index in range(24)],
            "hour": lambda: [f"Hour {index + 1}" for index in range(24)],
            "h0": lambda: [f"H{index}" for index in range(24)],
        }[style]()
        if self.unit_place == "title":
            form = self.pick("label-unit", ("{} {u}", "{} ({u})", "{}_{u}", "{u} {}", "{u}_{}"))
            if " " in self.spelled or "-" in self.spelled or self.spelled in {"A", "W"}:
                form = "{} ({u})"
            made = [form.format(label, u=self.spelled) for label in made]
        return made

    def day_rows(self):
        """A row for each day; of the hour that comes twice the larger value, as exporters with 24 columns have."""
        rng = self.rng
        values = [self.round(load * self.scale) for load in self.loads]
        by_day = {}
        for index, moment in enumerate(self.moments):
            local = moment.astimezone(self.zone)
            slot = (local.hour * 60 + local.minute) // self.minutes
            day = by_day.setdefault(local.date(), {})
            if slot in day:
                # one column for two: only the later is there
                raise SkipTableError
            day[slot] = index
        if any(len(day) != 1440 // self.minutes for day in by_day.values()):
            raise SkipTableError
        self.truth = [value / self.scale for value in values]
        self.kept = set(range(len(values)))
        form = rng.choice(DATE_FORMATS)
        header = [self.pick("name", DATE_NAMES), *self.labels()]
        rows = [
            [formatted(_day(d.year, d.month, d.day), form), *(self.cell(values[day[slot]]) for slot in sorted(day))]
            for d, day in by_day.items()
        ]
        self.traits.append(f"format={form}")
        extra = rng.random()
        if self.unit_place == "column":
            header.insert(1, self.pick("unit-column", ("Unit", "UOM", "Units")))
            rows = [[row[0], self.spelled, *row[1:]] for row in rows]
        if extra < 0.2:
            self.traits.append("day-total")
            header.append(rng.choice(("Total", "Daily Total", "Total kWh", "Sum", "Day Total (kWh)", "Max", "Peak")))
            rows = [
                [*row, self.number(sum(values[i] for i in day.values()), self.decimals)]
                for row, day in zip(rows, by_day.values(), strict=True)
            ]
        elif extra < 0.4:
            self.traits.append("day-meter")
            header.insert(
                0, rng.choice(("Meter", "Account", "Meter Number", "ESIID", "Meter ID", "Channel", "Location"))
            )
            rows = [["1008901", *row] for row in rows]
        elif extra < 0.55 and self.kind != "current":
            self.traits.append("day-export-rows")
            header.insert(1, rng.choice(("Direction", "Flow", "Channel", "Type", "Register")))
            flag = rng.choice((("Delivered", "Received"), ("Import", "Export"), ("Consumption", "Generation")))
            lead = len(header) - 1440 // self.minutes
            new = []
            for row in rows:
                new.append([row[0], flag[0], *row[1:]])
                new.append([row[0], flag[1], *row[1 : lead - 1], *(["0"] * (1440 // self.minutes))])
            rows = new
        if rng.random() < 0.15:
            rows.reverse()
        return [header, *rows]

    def blocks(self):
        """One block a day: the date in a line above rows of times."""
        rng = self.rng
        values = [self.round(load * self.scale) for load in self.loads]
        self.truth = [value / self.scale for value in values]
        self.kept = set(range(len(values)))
        form, time_form = rng.choice(DATE_FORMATS[:6]), rng.choice(("%H:%M", "%I:%M %p", "{h}:%M"))
        header = [rng.choice(("Time", "Start", "Start Time")), self.value_title]
        lines = []
        last = None
        style = rng.choice(("Date: {}", "{}", "Usage for {}"))
        again = rng.random() < 0.5
        for index, moment in enumerate(self.moments):
            local = moment.astimezone(self.zone)
            if local.date() != last:
                last = local.date()
                lines.append([style.format(formatted(local, form))])
                if again or len(lines) == 1:
                    lines.append(header)
            lines.append([formatted(local, time_form), self.cell(values[index])])
        return lines

    def written(self, lines):
        rng = self.rng
        above = []
        if self.unit_place == "above":
            above.append(
                self.pick(
                    "above",
                    (
                        ["UOM", self.spelled],
                        [f"Units: {self.spelled}"],
                        ["Unit", self.spelled],
                        ["Units of Measure:", self.spelled],
                        ["Unit:", self.spelled],
                        ["All values in " + self.spelled],
                        ["Measurement", self.spelled],
                    ),
                )
            )
        if self.chance(0.2, "preamble"):
            above = [
                ["Name", "ACME STORES"],
                ["Address", "1 MAIN ST, SPRINGFIELD"],
                ["Account Number", "0012345"],
                *above,
            ]
            if rng.random() < 0.5:
                above.append([])
            if rng.random() < 0.3:
                above.insert(0, [f"Report generated {rng.choice(('2025-06-01 10:00', '6/1/2025', 'June 1, 2025'))}"])
        lines = [*above, *lines]
        if self.chance(0.08, "footer"):
            lines += [
                [],
                [
                    rng.choice(
                        (
                            "End of report",
                            "* estimated",
                            "Generated by Portal",
                            "Total: 123",
                            "Disclaimer, not for billing",
                        )
                    )
                ],
            ]
        quote = rng.random()
        text = []
        for row in lines:
            cells = [f'"{cell}"' if self.separator in cell or quote < 0.15 or '"' in cell else cell for cell in row]
            text.append(self.separator.join(cells))
        end = rng.choice(("\n", "\n", "\r\n"))
        whole = end.join(text) + (end if rng.random() < 0.8 else "")
        encoding = rng.choice(("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-16-le"))
        if encoding != "utf-8":
            self.traits.append(encoding)
        starts = [int(moment.timestamp()) for moment in self.moments]
        kept = sorted(self.kept)
        return Table(
            content=whole.encode(encoding, "replace"),
            starts_s=[starts[index] for index in kept],
            loads=[self.truth[index] for index in kept],
            seconds=self.minutes * 60,
            unit="A" if self.kind == "current" else "kW",
            zone=self.zone_name,
            slack=2 * 10**-self.decimals / self.scale,
            traits=self.traits,
            options=self.options,
            stated_unit=self.unit,
        )


class SkipTableError(Exception):
    """Raised for a table that would not say what it holds."""


def table(seed):
    """The random table of a seed; None where that is none that says what it holds."""
    try:
        return Writer(seed).table()
    except SkipTableError:
        return None


# what came of it


def compared(series, made):
    """What is wrong with a record: "" if it is right, else what, and whether it is less than the truth."""
    if series.unit != made.unit:
        return f"unit {series.unit} for {made.unit}"
    channels = list(series.channels.values())
    found = channels[0] if series.unit == "A" else sum(channels)
    loads = dict(zip(made.starts_s, made.loads, strict=True))
    top = max(made.loads)
    slack = max(made.slack, 1e-6 * top, 1e-3)
    peak = float(found.max())
    if abs(peak - top) > slack:
        return f"{'LESS' if peak < top else 'more'}: peak {peak:.5g} for {top:.5g} ({peak / top if top else 0:.4g})"
    at = int(series.start_s[int(found.argmax())])
    if at not in loads or abs(loads[at] - top) > 2 * slack:
        real = made.starts_s[made.loads.index(top)]
        return f"time: peak {(at - real) / 3600:.2f} h late"
    energy = float((found * series.seconds).sum()) / 3600
    true = sum(made.loads) * made.seconds / 3600
    if abs(energy - true) > max(1e-5 * true, len(made.loads) * slack * made.seconds / 3600):
        return f"{'LESS' if energy < true else 'more'}: energy {energy:.5g} for {true:.5g}"
    return ""


def warned(series):
    return [f"{note.topic}: {note.message}" for note in series.notes if note.severity == "warning"]


def attempt(made, options):
    """A record, or the error."""
    try:
        return read_interval_data(made.content, "meter.csv", ReadingOptions(**options))
    except DataError as error:
        return error


def with_way(options, way, made):
    """Options with one more way out; None where it asks for what was said already."""
    more = {}
    for say in way:
        value = {"timezone": made.zone, "unit": made.stated_unit}.get(say.key, say.value)
        if say.key in {"column", "meter", "time_column"}:
            more[say.key] = (*more.get(say.key, ()), value)
        else:
            more[say.key] = float(value) if say.key == "multiplier" else value
    merged = {**options, **more}
    return None if merged == options else merged


def ways(error, made, options, depth=4):
    """What comes of each way out, followed to its end: the texts of `compared`, or of the last refusal."""
    if not error.ways_out:
        return [f"refused: {error}"]
    if not depth:
        return ["refused: too deep"]
    found = []
    for way in error.ways_out:
        merged = with_way(options, way, made)
        if merged is None:
            found.append(f"circle: {error}")
            continue
        outcome = attempt(made, merged)
        if isinstance(outcome, DataError):
            found += ways(outcome, made, merged, depth - 1)
        else:
            found.append(compared(outcome, made) or "right")
        if "right" in found:
            break
    return found


def judged(made):
    """What came of a table: a kind ("right", "asked", "dead end", "warned", "wrong", ...) and its details."""
    outcome = attempt(made, made.options)
    if isinstance(outcome, DataError):
        found = ways(outcome, made, made.options)
        return ("asked" if "right" in found else "dead end"), f"{outcome} -> {found}"
    wrong = compared(outcome, made)
    said = warned(outcome)
    if not wrong:
        return ("warned", str(said)) if said else ("right", "")
    if wrong.startswith("LESS"):
        return "less", f"{wrong} {said}"
    return ("wrong, told" if said else "wrong"), f"{wrong} {said}"
