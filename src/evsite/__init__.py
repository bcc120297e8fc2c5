"""Check, calculate and share power for EV-charging sites written down as TOML files.

    import evsite

    site = evsite.load("site.toml")         # or evsite.loads(text); SiteFileError holds every problem of the file
    evsite.check(site).findings             # what is wrong, with source and remedy
    evsite.report(site).groups              # oversubscription and worst cases
    evsite.allocate(site, occupied=["S1.1", "S2.1"], accept_a={"S1.1": 24.0})
    evsite.occupancy_table(site)            # every number of vehicles: worst, balanced and best placement
    evsite.compare_policies(site)           # equal, proportional, first come first served, round robin, side by side
    evsite.compare_scenario(site, evsite.load_scenario("arrivals.csv", site))

What is not used is not imported: `evsite --version` comes through here, so not even `typing` is.
"""

from evsite._version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from evsite.allocation.api import allocate
    from evsite.allocation.result import Allocation
    from evsite.model.finding import Finding, Severity, SiteFileError
    from evsite.model.scenario import Arrival, Scenario
    from evsite.model.site import Site
    from evsite.proofs.occupancy import occupancy_table
    from evsite.proofs.occupancy.results import OccupancyRow
    from evsite.rules import CheckResult, check
    from evsite.sitefile.loading import load, loads
    from evsite.sitefile.scenario import load_scenario
    from evsite.studies.policies import compare_policies
    from evsite.studies.results import SiteReport
    from evsite.studies.scenario import compare_scenario
    from evsite.studies.site_report import report

__all__ = [
    "Allocation",
    "Arrival",
    "CheckResult",
    "Finding",
    "OccupancyRow",
    "Scenario",
    "Severity",
    "Site",
    "SiteFileError",
    "SiteReport",
    "__version__",
    "allocate",
    "check",
    "compare_policies",
    "compare_scenario",
    "load",
    "load_scenario",
    "loads",
    "occupancy_table",
    "report",
]

_HOMES = {
    "Allocation": "evsite.allocation.result",
    "Arrival": "evsite.sitefile.scenario",
    "CheckResult": "evsite.rules",
    "Finding": "evsite.model.finding",
    "OccupancyRow": "evsite.proofs.occupancy.results",
    "Scenario": "evsite.sitefile.scenario",
    "Severity": "evsite.model.finding",
    "Site": "evsite.model.site",
    "SiteFileError": "evsite.model.finding",
    "SiteReport": "evsite.studies.results",
    "allocate": "evsite.allocation.api",
    "check": "evsite.rules",
    "compare_policies": "evsite.studies.policies",
    "compare_scenario": "evsite.studies.scenario",
    "load": "evsite.sitefile.loading",
    "load_scenario": "evsite.sitefile.scenario",
    "loads": "evsite.sitefile.loading",
    "occupancy_table": "evsite.proofs.occupancy",
    "report": "evsite.studies.site_report",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'evsite' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
