"""`evsite export ocpp` as JSON: a contract around the payloads of OCPP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.output.from_result import from_result
from evsite.output.json.contract.export import OcppDocument, OcppMessageFigures, OcppNoteFigures
from evsite.output.json.serialize import document_json
from evsite.output.ocpp_messages import ACTION, instant_text, ocpp_payload

if TYPE_CHECKING:
    from evsite.model.site import Site
    from evsite.studies.ocpp.results import OcppExport

JsonObject = dict[str, Any]


def ocpp_document(site: Site, export: OcppExport, station: str | None = None) -> JsonObject:
    """The messages as a document.

    Parameters
    ----------
    site
        The site.
    export
        The profiles of its stations.
    station
        The one station whose messages are told; None for all.
    """
    document = OcppDocument(
        file=site.source.filename,
        version=export.version,
        from_at=instant_text(export.from_s),
        zone=export.zone,
        messages=tuple(
            from_result(
                OcppMessageFigures,
                sent,
                version=export.version,
                action=ACTION,
                message=ocpp_payload(sent, export.version),
            )
            for sent in export.profiles
            if station is None or sent.station == station
        ),
        notes=tuple(from_result(OcppNoteFigures, note) for note in export.notes),
    )
    return document_json(document)
