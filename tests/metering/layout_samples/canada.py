"""Exports of BC Hydro and Hydro-Québec."""

import csv
import io
from dataclasses import replace

import pandas as pd

from layout_samples.base import frame_of, lines_of, sample, slots

BC_HEADER = [
    "Account Holder",
    "Account Number",
    "Meter Number",
    "Interval Start Date/Time",
    "Time of Day Period",
    "Inflow (kWh)",
    "Outflow (kWh)",
    "Net Consumption (kWh)",
    "Demand (kW)",
    "Power Factor (%)",
    "Estimated Usage",
    "Service Address",
    "City",
]


def bc_hydro(days="ordinary", *, name="bc-hydro", solar=True, demand=None, only_net=False, estimated=(), header=None):
    """`demand`: what stands in the column of demand; `only_net`: inflow and outflow are not measured."""
    zone = "America/Vancouver"
    profile = slots(zone, days, 60, solar=solar and not only_net)
    rows = [
        [
            "JANE DOE",
            "'000000000001",
            "'0000001",
            f"{slot.wall:%Y-%m-%d %H:%M}",
            "Overnight" if slot.wall.hour < 7 else "Off-Peak",
            "N/A" if only_net else f"{slot.kwh:.2f}",
            "N/A" if only_net else f"{slot.export_kwh:.2f}",
            f"{slot.kwh - slot.export_kwh:.2f}",
            "N/A" if demand is None else demand,
            "N/A",
            "Y" if place in estimated else "",
            "1 MAIN ST",
            "VANCOUVER",
        ]
        for place, slot in enumerate(profile)
    ]
    content = lines_of([header or BC_HEADER, *rows], quote=csv.QUOTE_ALL).encode()
    frame = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
    value = "Net Consumption (kWh)" if only_net else "Inflow (kWh)"
    walls = pd.to_datetime(frame["Interval Start Date/Time"], format="%Y-%m-%d %H:%M")
    found = frame_of(walls, frame[value].astype(float), 60, zone)
    filename = "bchydro.com-consumption-XXXXXXXX0000-2025-06-20-020019.csv"
    return sample(
        name,
        content,
        filename,
        "bc-hydro",
        {"timezone": zone},
        found,
        profile,
        decimals=2,
        estimated=len(estimated),
    )


def hydro_quebec(days="ordinary", *, name="hydro-quebec", two_prices=False, blank=(), encoding="cp1252"):
    """Semicolons, decimal commas, the newest hour first; `blank`: readings whose cell is empty."""
    zone = "America/Toronto"
    profile = slots(zone, days, 60, solar=False)
    values = ["kWh bas", "kWh Haut"] if two_prices else ["kWh"]
    header = ["Contrat", "Date et heure", *values, "Code de consommation", "Température moyenne (°C)"]
    rows = []
    for place, slot in enumerate(profile):
        # of two prices the higher one counts where it is cold: here every fifth hour and the one of the peak
        high = two_prices and (place % 5 == 0 or slot.wall.hour == 15)
        split = [0.0 if high else slot.kwh, slot.kwh if high else 0.0] if two_prices else [slot.kwh]
        texts = ["" if place in blank else f"{value:.2f}".replace(".", ",") for value in split]
        rows.append(["0000000000", f"{slot.wall:%Y-%m-%d %H:%M:%S}", *texts, "R", "-3"])
    header.append("Code de température")
    rows = [[*row, "R"] for row in rows]
    content = lines_of([header, *reversed(rows)], separator=";", end="\r\n").encode(encoding)
    frame = pd.read_csv(io.BytesIO(content), sep=";", decimal=",", encoding=encoding).iloc[::-1]
    walls = pd.to_datetime(frame["Date et heure"], format="%Y-%m-%d %H:%M:%S")
    found = frame_of(walls, frame[values].sum(axis=1, min_count=1), 60, zone)
    kept = [slot for place, slot in enumerate(profile) if place not in blank]
    options = {"timezone": zone}
    return sample(name, content, "consommation-horaire.csv", "hydro-quebec", options, found, kept, decimals=2)


def _spaced(sample):
    """With a space before each quoted cell."""
    return replace(sample, content=sample.content.replace(b'","', b'", "'))


def variants():
    peak = [each.replace("Demand (kW)", "Peak Demand (kW)") for each in BC_HEADER]
    return [
        bc_hydro(name="bc-hydro-only-net", only_net=True),
        bc_hydro(name="bc-hydro-estimated", estimated=(7, 8)),
        bc_hydro(name="bc-hydro-peak-demand", header=peak),
        bc_hydro(name="bc-hydro-no-solar", solar=False),
        _spaced(bc_hydro(name="bc-hydro-spaces")),
        hydro_quebec(name="hydro-quebec-two-prices", two_prices=True),
        hydro_quebec(name="hydro-quebec-blank", blank=(4, 5)),
        hydro_quebec(name="hydro-quebec-utf8", encoding="utf-8"),
    ]
