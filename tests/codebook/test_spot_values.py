"""The tables against values typed independently of them."""

from __future__ import annotations

import pytest

from evsite.codebook.tables import rows

AMPACITY = """
14 Cu 15 20 25 | 12 Cu 20 25 30 | 10 Cu 30 35 40 | 8 Cu 40 50 55 | 6 Cu 55 65 75 | 4 Cu 70 85 95 | 3 Cu 85 100 115
2 Cu 95 115 130 | 1 Cu 110 130 145 | 1/0 Cu 125 150 170 | 2/0 Cu 145 175 195 | 3/0 Cu 165 200 225 | 4/0 Cu 195 230 260
250 Cu 215 255 290 | 300 Cu 240 285 320 | 350 Cu 260 310 350 | 400 Cu 280 335 380 | 500 Cu 320 380 430
600 Cu 350 420 475 | 750 Cu 400 475 535 | 1000 Cu 455 545 615
12 Al 15 20 25 | 10 Al 25 30 35 | 8 Al 35 40 45 | 6 Al 40 50 55 | 4 Al 55 65 75 | 2 Al 75 90 100 | 1 Al 85 100 115
1/0 Al 100 120 135 | 2/0 Al 115 135 150 | 3/0 Al 130 155 175 | 4/0 Al 150 180 205 | 250 Al 170 205 230
350 Al 210 250 280 | 500 Al 260 310 350 | 600 Al 285 340 385 | 750 Al 320 385 435
"""


@pytest.mark.parametrize("entry", [part.strip() for part in AMPACITY.replace("\n", "|").split("|") if part.strip()])
def test_ampacity(entry):
    size, material, *amps = entry.split()
    row = next(r for r in rows("ampacity_310_16") if (r["size_awg_kcmil"], r["material"]) == (size, material))
    assert [float(row[f"ampacity_{c}C"]) for c in (60, 75, 90)] == [float(a) for a in amps]


@pytest.mark.parametrize(
    ("ambient_c", "factors"),
    [(10, (1.29, 1.20, 1.15)), (30, (1, 1, 1)), (35, (0.91, 0.94, 0.96)), (40, (0.82, 0.88, 0.91)),
     (45, (0.71, 0.82, 0.87)), (50, (0.58, 0.75, 0.82)), (55, (0.41, 0.67, 0.76))],
)  # fmt: skip
def test_ambient_correction(ambient_c, factors):
    row = next(r for r in rows("ambient_correction_30C") if r["ambient_c_max"] == str(ambient_c))
    assert tuple(float(row[f"factor_{c}C"]) for c in (60, 75, 90)) == factors


@pytest.mark.parametrize(
    ("least", "factor"), [(1, 1), (4, 0.8), (7, 0.7), (10, 0.5), (21, 0.45), (31, 0.4), (41, 0.35)]
)
def test_bundling(least, factor):
    row = next(r for r in rows("ccc_adjustment") if r["current_carrying_conductors_min"] == str(least))
    assert float(row["factor"]) == factor


@pytest.mark.parametrize(
    ("ocpd_a", "copper", "aluminium"),
    [(15, "14", "12"), (20, "12", "10"), (60, "10", "8"), (100, "8", "6"), (200, "6", "4"), (300, "4", "2"),
     (400, "3", "1"), (500, "2", "1/0"), (600, "1", "2/0"), (800, "1/0", "3/0"), (1000, "2/0", "4/0"),
     (1200, "3/0", "250"), (1600, "4/0", "350"), (2000, "250", "400"), (4000, "500", "750")],
)  # fmt: skip
def test_grounding_conductor(ocpd_a, copper, aluminium):
    row = next(r for r in rows("egc_250_122") if r["ocpd_not_exceeding_a"] == str(ocpd_a))
    assert (row["egc_copper"], row["egc_aluminium"]) == (copper, aluminium)


@pytest.mark.parametrize(
    ("size", "copper", "aluminium"),
    [("6", 0.491, 0.808), ("4", 0.308, 0.508), ("3", 0.245, 0.403), ("2", 0.194, 0.319), ("1/0", 0.122, 0.201),
     ("3/0", 0.0766, 0.126), ("4/0", 0.0608, 0.100), ("250", 0.0515, 0.0847), ("500", 0.0258, 0.0424)],
)  # fmt: skip
def test_direct_current_resistance(size, copper, aluminium):
    row = next(r for r in rows("conductor_resistance_ch9_t8") if r["size_awg_kcmil"] == size)
    assert float(row["dc_ohm_per_kft_75C_copper_uncoated"]) == copper
    assert float(row["dc_ohm_per_kft_75C_aluminium"]) == aluminium


@pytest.mark.parametrize(
    ("size", "pvc", "steel"), [("12", 2.0, 2.0), ("8", 0.78, 0.78), ("4", 0.31, 0.31), ("1/0", 0.12, 0.12)]
)
def test_alternating_current_resistance(size, pvc, steel):
    row = next(r for r in rows("conductor_impedance_ch9_t9") if r["size_awg_kcmil"] == size)
    assert (float(row["r_cu_pvc"]), float(row["r_cu_steel"])) == (pvc, steel)


@pytest.mark.parametrize(
    ("size", "material", "most_a"),
    [("14", "Cu", 15), ("12", "Cu", 20), ("10", "Cu", 30), ("12", "Al", 15), ("10", "Al", 25)],
)
def test_small_conductors(size, material, most_a):
    row = next(r for r in rows("small_conductor_240_4d") if (r["size_awg"], r["material"]) == (size, material))
    assert float(row["max_ocpd_a"]) == most_a


STANDARD = """
15 20 25 30 35 40 45 50 60 70 80 90 100 110 125 150 175 200 225 250 300 350 400 450 500 600 700 800 1000 1200 1600 2000
2500 3000 4000 5000 6000
"""


def test_standard_ratings_of_breakers():
    listed = {row["rating_a"] for row in rows("ocpd_standard_240_6a") if row["kind"] != "fuse only"}
    assert listed - {"10"} == set(STANDARD.split())


@pytest.mark.parametrize(
    ("method", "side", "current", "percent", "up"),
    [
        ("primary_only", "primary", ">=9 A", 125, "yes"),
        ("primary_only", "primary", "2-9 A", 167, "no"),
        ("primary_only", "primary", "<2 A", 300, "no"),
        ("primary_and_secondary", "primary", "any", 250, "no"),
        ("primary_and_secondary", "secondary", ">=9 A", 125, "yes"),
        ("primary_and_secondary", "secondary", "<9 A", 167, "no"),
    ],
)
def test_devices_of_transformers(method, side, current, percent, up):
    (row,) = [
        row
        for row in rows("transformer_ocpd_450_3b")
        if (row["method"], row["side"], row["rated_current"]) == (method, side, current)
    ]
    assert float(row["max_pct"]) == percent
    assert row["round_up_to_next_standard"] == up
