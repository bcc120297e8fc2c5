"""evsite: linter, calculator and drawing board for power-shared EV-charging sites.

`load` reads a site file; `check`, `report`, `allocate` and `occupancy_table` answer questions about it. What is not
used is not imported.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from evsite._version import __version__

if TYPE_CHECKING:
    from evsite.design.finding import Finding, Severity, SiteFileError
    from evsite.design.loading import load, loads
    from evsite.design.site import Site
    from evsite.rules import check
    from evsite.sharing import allocate
    from evsite.studies import occupancy_table, report

__all__ = [
    "Finding",
    "Severity",
    "Site",
    "SiteFileError",
    "__version__",
    "allocate",
    "check",
    "load",
    "loads",
    "occupancy_table",
    "report",
]

_HOMES = {
    "Finding": "evsite.design.finding",
    "Severity": "evsite.design.finding",
    "SiteFileError": "evsite.design.finding",
    "Site": "evsite.design.site",
    "load": "evsite.design.loading",
    "loads": "evsite.design.loading",
    "check": "evsite.rules",
    "report": "evsite.studies",
    "occupancy_table": "evsite.studies",
    "allocate": "evsite.sharing",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        message = f"module 'evsite' has no attribute '{name}'"
        raise AttributeError(message)
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
