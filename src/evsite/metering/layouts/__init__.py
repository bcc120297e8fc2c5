"""Layouts of known exporters, one data file each, with the public source of its header."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from importlib.resources import files

import tomli

from evsite.metering.errors import DataError, OptionValue
from evsite.metering.layouts.model import Layout


@cache
def layouts() -> dict[str, Layout]:
    """Every known layout by its name, those of exporters before the generic ones."""
    found = [
        Layout.model_validate(tomli.loads(entry.read_text("utf-8")) | {"name": entry.name.removesuffix(".toml")})
        for entry in files(__package__).iterdir()
        if entry.name.endswith(".toml")
    ]
    found.sort(key=lambda layout: (layout.mark == "generic", layout.name))
    return {layout.name: layout for layout in found}


def find_layout(name: str) -> Layout:
    """The layout of a name.

    Raises
    ------
    DataError
        No layout is called that.
    """
    known = layouts()
    if name in known:
        return known[name]
    near = get_close_matches(name.casefold(), known, n=1)
    raise DataError(
        f"no layout is called '{name}'", about="layout", ways_out=tuple(OptionValue("layout", each) for each in near)
    )
