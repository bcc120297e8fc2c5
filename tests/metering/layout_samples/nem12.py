"""NEM12 files of the Australian market: records of days, always standard time."""

from datetime import timedelta, timezone
from zoneinfo import ZoneInfo

import pandas as pd

from layout_samples.base import lines_of, sample, slots

ZONE = "Australia/Sydney"
STANDARD = timezone(timedelta(hours=10))
DAYS = {
    "ordinary": ("2025-06-17", 2),
    "spring": ("2025-10-04", 2),
    "autumn": ("2026-04-04", 2),
    "long": ("2025-06-17", 25),
}
"""Days by the clock of Sydney: summer time begins on 2025-10-05 and ends on 2026-04-05. The file does not know."""


def export(
    days="ordinary",
    minutes=30,
    *,
    name="nem12",
    unit="kWh",
    scale=1.0,
    export_register=False,
    quality="A",
    reactive=False,
):
    """`export_register`: a register B1 with what is given back. `quality`: of the second day.

    "V" is a mixture: record 400 says that the intervals 1 to 8 are a substitute, the others as measured.
    """
    profile = slots(STANDARD, DAYS[days], minutes, solar=export_register)
    by_day = {}
    for slot in profile:
        by_day.setdefault(f"{slot.wall:%Y%m%d}", []).append(slot)
    count = 1440 // minutes
    registers = {"E1": (unit, lambda slot: slot.kwh * scale)}
    if export_register:
        registers["B1"] = (unit, lambda slot: slot.export_kwh * scale)
    if reactive:
        registers["Q1"] = ("kVArh" if unit == "kWh" else "KVARH", lambda slot: 3 * slot.kwh * scale)
    rows = [["100", "NEM12", "202506190000", "MDP1", "RETAILER"]]
    for register, (of, value) in registers.items():
        all_registers = "".join(registers)
        rows.append(["200", "NMI0000000", all_registers, register, register, "N1", "000000000", of, str(minutes), ""])
        for place, (day, of_day) in enumerate(by_day.items()):
            assert len(of_day) == count
            flag = quality if place == 1 else "A"
            method = "" if flag in ("A", "V") else flag + "14"
            values = [f"{value(slot):.4f}" for slot in of_day]
            rows.append(["300", day, *values, method or flag, "", "", "20250619000000", "20250619000000"])
            if flag == "V":
                rows.append(["400", "1", "8", "S14", "32", ""])
                rows.append(["400", "9", str(count), "A", "", ""])
    rows.append(["900"])
    content = lines_of(rows).encode()
    starts, kw, live = [], [], False
    for line in content.decode().splitlines():
        cells = line.split(",")
        if cells[0] == "200":
            live = cells[3] == "E1"
        if cells[0] == "300" and live:
            day = pd.Timestamp(cells[1], tz="Etc/GMT-10")
            starts += [day + pd.Timedelta(minutes=minutes * nth) for nth in range(count)]
            kw += [float(cell) / scale * 60 / minutes for cell in cells[2 : 2 + count]]
    found = pd.DataFrame({"start": pd.DatetimeIndex(starts).tz_convert(ZONE), "kw": kw, "minutes": minutes})
    estimated = 8 if quality == "V" else count if quality in ("E", "S", "F") else 0
    local = [type(slot)(slot.start.astimezone(ZoneInfo(ZONE)), minutes, slot.kw, slot.export_kw) for slot in profile]
    return sample(
        name, content, "nem12.csv", "nem12", {"timezone": ZONE}, found, local, decimals=4, estimated=estimated
    )


def variants():
    return [
        export(minutes=15, name="nem12-quarter"),
        export(minutes=5, name="nem12-five"),
        export(name="nem12-capital", unit="KWH"),
        export(name="nem12-wh", unit="Wh", scale=1000.0),
        export(name="nem12-export", export_register=True),
        export(name="nem12-reactive", reactive=True),
        export(name="nem12-substituted", quality="S"),
        export(name="nem12-estimated", quality="E"),
        export(name="nem12-mixed-quality", quality="V"),
    ]
