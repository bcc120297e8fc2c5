"""What a project is, as title blocks, forms and schedules name it; nothing is computed from any of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True, slots=True)
class Project:
    """Where a site is, who has to do with it, and which drawing this is. None means that the file does not say it.

    The name of the site and the edition of the code are those of the site.
    """

    address: str | None = None
    parcel: str | None = None
    """Number of the parcel (APN)."""
    owner: str | None = None
    applicant: str | None = None
    """Who applies for the permit."""
    jurisdiction: str | None = None
    """The authority having jurisdiction."""
    occupancy: str | None = None
    """What the building or lot is used as."""
    scope: str | None = None
    """What is to be built, in a sentence."""
    contractor: str | None = None
    license: str | None = None
    """License of the contractor, with its class."""
    engineer: str | None = None
    engineer_license: str | None = None
    preparer: str | None = None
    """Who prepared the documents."""
    utility: str | None = None
    account: str | None = None
    """Number of the account with the utility."""
    in_service: dt.date | None = None
    """The day on which the service is wanted."""
    drawing: str | None = None
    """Number of the drawing."""
    revision: str | None = None
    date: dt.date | None = None
    """Date of the drawing."""


NO_PROJECT = Project()
"""That of a site whose file says nothing of it."""
