"""Check, calculate and share power for EV-charging sites written down as TOML files.

    import evsite

    site = evsite.load("site.toml")         # or evsite.loads(text); SiteFileError holds every problem of the file
    evsite.check(site).findings             # what is wrong, with source and remedy
    evsite.report(site).groups              # oversubscription and worst cases
    evsite.allocate(site, occupied=["S1.1", "S2.1"], accept_a={"S1.1": 24.0})
    evsite.occupancy_table(site)            # every number of vehicles: worst, balanced and best placement
    evsite.compare_policies(site)           # equal, proportional, first come first served, round robin, side by side
    sessions = evsite.load_sessions("sessions.csv", site)      # or evsite.synthetic_sessions(site, "workplace", ...)
    evsite.service_report(evsite.simulate(site, sessions))     # how many drivers leave with what they need
    evsite.plan_fleets(site, evsite.load_trips("trips.csv", site))         # who charges when, ready by departure

What is not used is not imported: `evsite --version` comes through here, so not even `typing` is.
"""

from evsite._version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from evsite.allocation.api import allocate
    from evsite.allocation.result import Allocation
    from evsite.model.finding import Finding, Severity, SiteFileError
    from evsite.model.sessions import Session, SessionSet
    from evsite.model.site import Site
    from evsite.proofs.occupancy import occupancy_table
    from evsite.proofs.occupancy.results import OccupancyRow
    from evsite.rules import CheckResult, check
    from evsite.sitefile.loading import load, loads
    from evsite.sitefile.sessions.loading import load_sessions
    from evsite.sitefile.tariffs.load import load_tariff
    from evsite.sitefile.trips.loading import load_trips
    from evsite.studies.arrivals.sessions import synthetic_sessions
    from evsite.studies.fleets.plan import plan_fleets
    from evsite.studies.policies import compare_policies
    from evsite.studies.results import SiteReport
    from evsite.studies.service.bills import bills
    from evsite.studies.service.results import ServiceReport
    from evsite.studies.service.service_level import service_report
    from evsite.studies.simulation.results import SimulationResult
    from evsite.studies.simulation.simulate import simulate
    from evsite.studies.site_report import report
    from evsite.tariffs.model import Tariff

__all__ = [
    "Allocation",
    "CheckResult",
    "Finding",
    "OccupancyRow",
    "ServiceReport",
    "Session",
    "SessionSet",
    "Severity",
    "SimulationResult",
    "Site",
    "SiteFileError",
    "SiteReport",
    "Tariff",
    "__version__",
    "allocate",
    "bills",
    "check",
    "compare_policies",
    "load",
    "load_sessions",
    "load_tariff",
    "load_trips",
    "loads",
    "occupancy_table",
    "plan_fleets",
    "report",
    "service_report",
    "simulate",
    "synthetic_sessions",
]

_HOMES = {
    "Allocation": "evsite.allocation.result",
    "CheckResult": "evsite.rules",
    "Finding": "evsite.model.finding",
    "OccupancyRow": "evsite.proofs.occupancy.results",
    "ServiceReport": "evsite.studies.service.results",
    "Session": "evsite.model.sessions",
    "SessionSet": "evsite.model.sessions",
    "Severity": "evsite.model.finding",
    "SimulationResult": "evsite.studies.simulation.results",
    "Site": "evsite.model.site",
    "SiteFileError": "evsite.model.finding",
    "SiteReport": "evsite.studies.results",
    "Tariff": "evsite.tariffs.model",
    "allocate": "evsite.allocation.api",
    "bills": "evsite.studies.service.bills",
    "check": "evsite.rules",
    "compare_policies": "evsite.studies.policies",
    "load": "evsite.sitefile.loading",
    "load_sessions": "evsite.sitefile.sessions.loading",
    "load_tariff": "evsite.sitefile.tariffs.load",
    "load_trips": "evsite.sitefile.trips.loading",
    "loads": "evsite.sitefile.loading",
    "occupancy_table": "evsite.proofs.occupancy",
    "plan_fleets": "evsite.studies.fleets.plan",
    "report": "evsite.studies.site_report",
    "service_report": "evsite.studies.service.service_level",
    "simulate": "evsite.studies.simulation.simulate",
    "synthetic_sessions": "evsite.studies.arrivals.sessions",
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
