"""The usual sites that examples of rules stand on, and examples as edits of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING

from evsite.model.remedy import REMOVE, Edit
from evsite.sitefile.edits import apply_edits

if TYPE_CHECKING:
    from evsite.model.remedy import KeyPath, TomlValue


_PANEL = """\
[site]
name = "Example"
nec = 2023

[supplies.U]
kind = "service"
rating = "800 A"
system = "208Y/120"

[panels.EV1]
fed_from = "U"
main = "400 A"
bus = "400 A"
"""


@dataclass(frozen=True)
class Example:
    """A site file that shows what a rule is about: a text, and edits of it. `str` gives the file.

    The edits are made when somebody looks at the file: a check has no use for it.
    """

    base: str
    edits: tuple[Edit, ...] = ()

    def edited(self, table: str, **keys: TomlValue) -> Example:
        """The same with keys of a table, which need not be there yet: `edited("circuits.C", breaker="35 A")`."""
        return replace(self, edits=(*self.edits, *(Edit((*_path(table), key), value) for key, value in keys.items())))

    def without(self, *places: str) -> Example:
        """The same without a table, or without a key: `without("groups.C", "stations.S.disconnect")`."""
        return replace(self, edits=(*self.edits, *(Edit(_path(place), REMOVE) for place in places)))

    def plus(self, tables: str) -> Example:
        """The same with more tables, as TOML."""
        return replace(self, base=f"{self.base.rstrip()}\n\n{tables.strip()}\n")

    def __str__(self) -> str:
        return self._text

    @cached_property
    def _text(self) -> str:
        return apply_edits(self.base, self.edits)


@cache
def _path(place: str) -> KeyPath:
    return tuple(int(part) if part.isdigit() else part for part in place.split("."))


SINGLE = Example(_PANEL).plus("""
[circuits.C]
panel = "EV1"
breaker = "40 A"

[stations.S]
ports = 1
max_current = "32 A"
circuits = "C"
""")
"""One station of 32 A on a circuit of its own."""
SHARED = Example(_PANEL).plus("""
[circuits.C]
panel = "EV1"
breaker = "100 A"

[stations.S]
ports = 1
max_current = "80 A"
circuit = "C"
count = 5
disconnect = true

[groups.C]
on = "C"
policy = "equal"
limit = "80 A"
""")
"""Five ports of 80 A share one circuit."""
PANEL = Example(_PANEL).plus("""
[circuits.C]
panel = "EV1"
breaker = "100 A"
count = 20

[stations.S]
ports = 1
max_current = "80 A"
circuits = "C"
count = 20
disconnect = true

[groups.EV1]
on = "EV1"
limit = "320 A"
""")
"""Twenty stations of 80 A share a panel, each on a circuit of its own."""
LARGE = SINGLE.edited("circuits.C", breaker="100 A").edited("stations.S", max_current="80 A")
"""One station of 80 A on a circuit of its own."""
WIRED = LARGE.edited(
    "panels.EV1", conductor={"size": "600 kcmil", "terminal": "75 °C", "length": "50 ft", "egc": "1 AWG"}
).edited("circuits.C", conductor={"size": "3 AWG", "terminal": "75 °C", "length": "60 ft", "egc": "8 AWG"})
"""One station of 80 A, with conductors that do."""
TRANSFORMER = LARGE.edited("supplies.U", kind="transformer", rating="150 kVA")
"""One station of 80 A behind a transformer."""
EXPRESS = (
    Example(_PANEL)
    .edited("supplies.U", system="480Y/277")
    .plus("""
[circuits.C]
panel = "EV1"
breaker = "100 A"
count = 2
poles = 3

[stations.S]
model = "cpe250"
count = 2
circuits = "C"
""")
)
"""Two DC stations, each on a circuit of its own."""
HOUSE = (
    Example(_PANEL)
    .without("panels")
    .edited("supplies.U", rating="125 A", system="240/120")
    .plus("""
[circuits.C]
panel = "U"
breaker = "40 A"

[stations.S]
ports = 1
max_current = "32 A"
circuits = "C"

[dwelling]
on = "U"
area = "2000 ft2"

[[dwelling.appliances]]
kind = "range"
rating = "12 kW"

[[dwelling.appliances]]
kind = "dryer"
rating = "5 kW"

[[dwelling.heating]]
kind = "central"
rating = "8 kW"
""")
)
"""A house with a charger of 32 A on a service of 125 A."""
