"""Cell by cell: the code tables of the package are the reference tables they were taken from.

A checksum runs over the cells, so that neither line ends nor quotes count; the values that it stands for are typed anew
in the tests beside this one.
"""

from __future__ import annotations

import csv
from hashlib import sha256

import pytest

TABLES = {
    "ambient_correction_30C": (16, 5, "8df55f117992513c161774c7ebd7a7fe907a97e98f37c94d6def29ebf16deb30"),
    "ampacity_310_16": (47, 6, "7bf26c5c5ec249f0559bff511c41033067239601db81812c960baa5669405b6f"),
    "ccc_adjustment": (7, 3, "d9f0537ea60cdb1a3efd62abc75a96034339998f51aa1031fd6383e081d0c93e"),
    "conductor_impedance_ch9_t9": (21, 15, "a98bc2555166da1e2d2cb0efc2691d78ac2052fe32118886ccf4e942e012824e"),
    "conductor_resistance_ch9_t8": (28, 5, "7ea6bb060a120f91f5b6a15e7bbbd7eb0611e4bdf01e69697b4242a2c2e8c63a"),
    "conductor_area": (31, 3, "f674c284c808f61c9191f5405bee6314adfad93ca15c8defd75b6e7a92892a22"),
    "conduit_area": (50, 4, "e29651173ec39bd703b0b20201f5d5cd3b17abc7f74e5e74b6b819e7ef552851"),
    "dwelling_310_12": (11, 3, "842ba77967da5b1a286e351da359d1b0747d515e431f6a6a0a63cd688cbef1c9"),
    "egc_250_122": (19, 3, "b3d616ed2bdc4d9f4b188ca912e242a5d8d65a74eff47cbd0f598ac4a818a3b8"),
    "ocpd_standard_240_6a": (42, 3, "cf9c3931912ef3128468c0151cf3a945584e89328793048bde97adb6c9f66970"),
    "small_conductor_240_4d": (6, 4, "7037c56e1ce76360bfd2d06ef38b00891015c4f69f8409f78ced55be7c182c06"),
    "transformer_ocpd_450_3b": (6, 5, "9804d1e574dfb68ab9a43eb76dabe41af42f4e18c7dd98aea1c0243497bec8f7"),
}
"""Rows, columns, and the checksum of the cells of each table."""


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_the_reference_table(project, name):
    with (project / "src" / "evsite" / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        cells = list(csv.reader(file))
    rows, columns, checksum = TABLES[name]
    assert len(cells) == rows + 1
    assert {len(row) for row in cells} == {columns}
    assert sha256("\n".join("\x1f".join(row) for row in cells).encode()).hexdigest() == checksum
