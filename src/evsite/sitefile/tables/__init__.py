"""The tables of a site file, as they are written: one pydantic model a table, nothing looked up yet.

The descriptions feed the JSON Schema that editors read, so they speak to the person who writes the file.
"""

from evsite.sitefile.tables.base import Table, keys_of
from evsite.sitefile.tables.equipment import CircuitTable, ConductorTable, MeteredTable, PanelTable, SupplyTable
from evsite.sitefile.tables.file import SiteFile
from evsite.sitefile.tables.sharing import GroupTable, LoadTable
from evsite.sitefile.tables.site import IgnoreTable, JurisdictionTable, SiteTable
from evsite.sitefile.tables.stations import CatalogTable, StationTable
from evsite.sitefile.tables.windows import ProfileTable, ScheduleTable, WindowTable

__all__ = [
    "CatalogTable",
    "CircuitTable",
    "ConductorTable",
    "GroupTable",
    "IgnoreTable",
    "JurisdictionTable",
    "LoadTable",
    "MeteredTable",
    "PanelTable",
    "ProfileTable",
    "ScheduleTable",
    "SiteFile",
    "SiteTable",
    "StationTable",
    "SupplyTable",
    "Table",
    "WindowTable",
    "keys_of",
]
