"""A whole site file."""

from pydantic import Field

from evsite.sitefile.tables.base import Table
from evsite.sitefile.tables.equipment import CircuitTable, PanelTable, SupplyTable
from evsite.sitefile.tables.sharing import GroupTable, LoadTable
from evsite.sitefile.tables.site import IgnoreTable, JurisdictionTable, SiteTable
from evsite.sitefile.tables.stations import CatalogTable, StationTable


class SiteFile(Table):
    """A whole site file; only the JSON Schema is made from this, tables are read one by one."""

    site: SiteTable | None = Field(default=None, description="the site as a whole")
    supplies: dict[str, SupplyTable] | None = Field(
        default=None, description="utility services and transformers, by name"
    )
    panels: dict[str, PanelTable] | None = Field(default=None, description="panels, by name")
    circuits: dict[str, CircuitTable] | None = Field(
        default=None, description="branch circuits, or families of them, by name"
    )
    stations: dict[str, StationTable] | None = Field(
        default=None, description="charging stations, or families of them, by name"
    )
    groups: dict[str, GroupTable] | None = Field(default=None, description="power-sharing groups, by name")
    loads: dict[str, LoadTable] | None = Field(default=None, description="other loads, by name")
    catalog: dict[str, CatalogTable] | None = Field(default=None, description="stations of one's own, by id")
    profiles: dict[str, JurisdictionTable] | None = Field(
        default=None, description="what jurisdictions ask for, by name of the profile"
    )
    ignore: list[IgnoreTable] | None = Field(
        default=None, description="findings that are known and accepted, as [[ignore]]"
    )
