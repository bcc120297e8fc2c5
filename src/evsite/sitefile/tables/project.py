"""The project that a site belongs to, for title blocks and forms."""

from typing import Literal

from evsite.sitefile.described_types import Line
from evsite.sitefile.tables.base import Table, descriptive
from evsite.sitefile.value_types import Day


class ProjectTable(Table):
    """Where the site is, who has to do with it, and which drawing this is; describes only."""

    address: Line | None = descriptive("address of the site", example="1200 Harbor Way, Oakland, CA 94607")
    parcel: Line | None = descriptive("number of the parcel (APN)", example="018-0405-003")
    owner: Line | None = descriptive("owner of the site", example="Harbor Office LLC")
    applicant: Line | None = descriptive("who applies for the permit", example="Bay Current Electric")
    jurisdiction: Line | None = descriptive("authority having jurisdiction", example="City of Oakland")
    occupancy: Literal["commercial", "mixed-use", "industrial", "institutional", "parking", "right-of-way"] | None = (
        descriptive("what the building or lot is used as; a dwelling says `dwelling` in [site]", example="commercial")
    )
    scope: Line | None = descriptive("what is to be built", example="Ten dual-port charging stations on a new panel")
    contractor: Line | None = descriptive("electrical contractor", example="Bay Current Electric")
    license: Line | None = descriptive("license of the contractor, with its class", example="C-10 1043215")
    engineer: Line | None = descriptive("engineer of record", example="A. Moreno, PE")
    engineer_license: Line | None = descriptive("license of the engineer", example="E 21874")
    preparer: Line | None = descriptive("who prepared the documents", example="J. Park")
    utility: Line | None = descriptive("electric utility", example="Pacific Gas and Electric")
    account: Line | None = descriptive("number of the account with the utility", example="4402178835-2")
    in_service: Day | None = descriptive("day on which the service is wanted", example="2027-06-30")
    drawing: Line | None = descriptive("number of the drawing", example="E-101")
    revision: Line | None = descriptive("revision of the drawing", example="B")
    date: Day | None = descriptive("date of the drawing", example="2026-11-20")
