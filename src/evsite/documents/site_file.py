"""The site file that a document was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.model.site import Site


def site_digest(site: Site) -> str:
    """SHA-256 of the site file in hexadecimal, as `sha256sum` prints it."""
    return site.source.sha256
