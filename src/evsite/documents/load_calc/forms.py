"""The forms of a load calculation: the project, the supply, the request to the utility, the signature."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from evsite.documents.model import Blank, Column, Number, Table, Verify
from evsite.documents.site_file import site_digest
from evsite.model.project import Project
from evsite.network.limits import line_rating_a, rating_kva

if TYPE_CHECKING:
    from evsite.documents.model import Cell
    from evsite.model.distribution import Supply
    from evsite.model.site import Site
    from evsite.studies.load_calculation_results import SupplyCalculation

KVA_DIGITS = 2
_PROJECT = {
    "address": "address",
    "parcel": "parcel",
    "owner": "owner",
    "applicant": "applicant",
    "jurisdiction": "authority having jurisdiction",
    "occupancy": "occupancy",
    "scope": "scope of work",
    "contractor": "contractor",
    "license": "contractor's license and class",
    "engineer": "engineer",
    "engineer_license": "engineer's license",
    "drawing": "drawing",
    "revision": "revision",
    "date": "date",
}
"""What the head of the calculation has of the project, and what it is called."""


def project_table(site: Site) -> Table:
    """Who and where, as far as the file says it."""
    project = site.project or Project()
    cells = [_stated(getattr(project, key), words, site.name, key) for key, words in _PROJECT.items()]
    columns = (Column("site", "site", wrap=True), *(Column(key, words, wrap=True) for key, words in _PROJECT.items()))
    return Table("project", "project", columns, ((site.name, *cells),), form=True, titled=True)


def _stated(value: object, words: str, of: str, key: str) -> Cell:
    return str(value) if value is not None else Verify(words, of, ("project", key))


def supply_table(supply: Supply) -> Table:
    """Row 1: what the supply is and what it is rated for."""
    system, description = supply.system, supply.description
    rated_kva = rating_kva(supply)
    rating_a = supply.rating_a if supply.rating_a is not None else line_rating_a(rated_kva, system)
    lines = len(system.legs)
    columns = (
        Column("name", "name"),
        Column("kind", "kind"),
        Column("fed_from", "fed from"),
        Column("system", "system"),
        Column("volts", "volts", "V", "right"),
        Column("phases", "phases", align="right"),
        Column("wires", "wires", align="right"),
        Column("rating_a", "rated current", "A", "right"),
        Column("rating_kva", "rated power", "kVA", "right"),
        Column("rated_100_percent", "assembly rated 100 %"),
        Column("status", "new or existing"),
        Column("location", "location", wrap=True),
    )
    row: tuple[Cell, ...] = (
        supply.name,
        supply.kind,
        supply.fed_from or "utility",
        system.name,
        Number(system.line_v, "V"),
        Number(3 if system.three_phase else 1),
        Number(lines + (system.neutral_v is not None)),
        Number(rating_a, "A", 0 if rating_a == int(rating_a) else 2),
        Number(rated_kva, "kVA", KVA_DIGITS),
        "yes" if supply.rated_100_percent else "not stated",
        description.status or Verify("whether it is new or existing", supply.name, (*supply.path, "status")),
        description.location or Verify("location", supply.name, (*supply.path, "location")),
    )
    return Table("supply", f"1 {supply.kind}", columns, (row,), form=True, titled=True)


def utility_table(site: Site, supply: Supply, found: SupplyCalculation) -> Table:
    """What a utility asks of new service: both numbers, for many size their equipment for what is connected."""
    project, description, own = site.project or Project(), supply.description, found.own
    columns = (
        Column("utility", "utility", wrap=True),
        Column("account", "account"),
        Column("meter", "meter number"),
        Column("meter_status", "meter new or existing"),
        Column("in_service", "in-service date"),
        Column("chargers", "chargers", align="right"),
        Column("ports", "ports", align="right"),
        Column("connected_kva", "new charging load, connected", "kVA", "right"),
        Column("managed_kva", "new charging load, managed", "kVA", "right"),
        Column("largest_kva", "largest single charger", "kVA", "right"),
    )
    stations = [station for each in found.chargers for station in each.stations]
    row: tuple[Cell, ...] = (
        _stated(project.utility, "utility", site.name, "utility"),
        _stated(project.account, "account with the utility", site.name, "account"),
        description.meter or Verify("meter number", supply.name, (*supply.path, "meter")),
        description.meter_status
        or Verify("whether its meter is new or existing", supply.name, (*supply.path, "meter_status")),
        _stated(project.in_service, "in-service date", site.name, "in_service"),
        Number(len(stations)),
        Number(sum(len(station.ports) for station in stations)),
        Number(own.connected.power_kva, "kVA", KVA_DIGITS),
        Number(own.managed.power_kva, "kVA", KVA_DIGITS),
        Number(found.largest_kva, "kVA", KVA_DIGITS),
    )
    return Table("utility", "for the utility", columns, (row,), form=True, titled=True)


def signature_table(site: Site) -> Table:
    """Who prepared it, and who checks and signs it."""
    project = site.project or Project()
    columns = (
        Column("prepared_by", "prepared with evsite by"),
        Column("checked_by", "checked and signed by"),
        Column("license", "license number and class"),
        Column("signature", "signature"),
        Column("signed_on", "date"),
    )
    row: tuple[Cell, ...] = (
        project.preparer or Blank(),
        Blank(),
        Blank(),
        Blank(),
        Blank(),
    )
    return Table("signature", "10 signature", columns, (row,), form=True, titled=True)


def file_table(site: Site) -> Table:
    """The file that it was made of; the digest is that of all of its bytes."""
    columns = (Column("file", "site file", wrap=True), Column("sha256", "SHA-256"))
    row = (PurePath(site.source.filename).name, site_digest(site))
    return Table("file", "made from", columns, (row,), form=True)
