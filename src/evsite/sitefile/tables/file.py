"""A whole site file."""

from evsite.sitefile.tables.base import Table, optional
from evsite.sitefile.tables.dwelling import DwellingTable
from evsite.sitefile.tables.equipment import CircuitTable, PanelTable, SupplyTable
from evsite.sitefile.tables.fleets import FleetTable
from evsite.sitefile.tables.project import ProjectTable
from evsite.sitefile.tables.sharing import GroupTable, LoadTable
from evsite.sitefile.tables.site import IgnoreTable, JurisdictionTable, SiteTable
from evsite.sitefile.tables.stations import CatalogTable, StationTable


class SiteFile(Table):
    """A whole site file; only the JSON Schema is made from this, tables are read one by one."""

    site: SiteTable | None = optional("the site as a whole")
    project: ProjectTable | None = optional("the project that it belongs to, for title blocks and forms")
    supplies: dict[str, SupplyTable] | None = optional("utility services and transformers, by name")
    panels: dict[str, PanelTable] | None = optional("panels, by name")
    circuits: dict[str, CircuitTable] | None = optional("branch circuits, or families of them, by name")
    stations: dict[str, StationTable] | None = optional("charging stations, or families of them, by name")
    groups: dict[str, GroupTable] | None = optional("power-sharing groups, by name")
    loads: dict[str, LoadTable] | None = optional("other loads, by name")
    fleets: dict[str, FleetTable] | None = optional("fleets whose charging is planned, by name")
    dwelling: DwellingTable | None = optional("a dwelling whose load is calculated")
    catalog: dict[str, CatalogTable] | None = optional("stations of one's own, by id")
    profiles: dict[str, JurisdictionTable] | None = optional("what jurisdictions ask for, by name of the profile")
    ignore: list[IgnoreTable] | None = optional("findings that are known and accepted, as [[ignore]]")
