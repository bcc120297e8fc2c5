"""What tables say for drawings, schedules and forms alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.description import NOT_DESCRIBED, Description, RunDescription
from evsite.model.project import Project
from evsite.sitefile.resolve.context import value_of

if TYPE_CHECKING:
    from evsite.sitefile.tables.equipment import CircuitTable, ConductorTable, PanelTable, SupplyTable
    from evsite.sitefile.tables.project import ProjectTable
    from evsite.sitefile.tables.sharing import LoadTable
    from evsite.sitefile.tables.stations import StationTable


def project_of(table: ProjectTable) -> Project:
    """The project of a site file."""
    return Project(
        address=table.address,
        parcel=table.parcel,
        owner=table.owner,
        applicant=table.applicant,
        jurisdiction=table.jurisdiction,
        occupancy=table.occupancy,
        scope=table.scope,
        contractor=table.contractor,
        license=table.license,
        engineer=table.engineer,
        engineer_license=table.engineer_license,
        preparer=table.preparer,
        utility=table.utility,
        account=table.account,
        in_service=table.in_service,
        drawing=table.drawing,
        revision=table.revision,
        date=table.date,
    )


def supply_description(table: SupplyTable) -> Description:
    """What is stated of a supply."""
    return _shared(
        Description(
            status=table.status,
            location=table.location,
            enclosure=table.enclosure,
            mounting=table.mounting,
            disconnect_rating_a=value_of(table.disconnect_rating),
            disconnect_kind=table.disconnect_kind,
            disconnect_location=table.disconnect_location,
            meter=table.meter,
            meter_status=table.meter_status,
            ct_cabinet=table.ct_cabinet,
            available_fault_date=table.available_fault_date,
            electrode=table.electrode,
            electrode_conductor=table.electrode_conductor,
            bonding_jumper=table.bonding_jumper,
        )
    )


def panel_description(table: PanelTable) -> Description:
    """What is stated of a panel."""
    return _shared(
        Description(
            status=table.status,
            location=table.location,
            enclosure=table.enclosure,
            mounting=table.mounting,
            meter=table.meter,
            meter_status=table.meter_status,
        )
    )


def circuit_description(table: CircuitTable) -> Description:
    """What is stated of a circuit, or of each one of a family."""
    return _shared(Description(status=table.status, location=table.location, purpose=table.purpose))


def station_description(table: StationTable) -> Description:
    """What is stated of a station, or of each one of a family."""
    return _shared(
        Description(
            status=table.status,
            location=table.location,
            enclosure=table.enclosure,
            mounting=table.mounting,
            disconnect_rating_a=value_of(table.disconnect_rating),
            disconnect_kind=table.disconnect_kind,
            disconnect_location=table.disconnect_location,
        )
    )


def load_description(table: LoadTable) -> Description:
    """What is stated of another load."""
    return _shared(Description(location=table.location))


def run_description(table: ConductorTable) -> RunDescription | None:
    """How conductors run; None where nothing is stated."""
    return None if table.method is None and table.route is None else RunDescription(table.method, table.route)


def _shared(found: Description) -> Description:
    return NOT_DESCRIBED if found == NOT_DESCRIBED else found
