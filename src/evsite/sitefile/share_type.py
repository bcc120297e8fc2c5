"""A share, as a number or as a percentage."""

from typing import Annotated

from pydantic import PlainValidator, WithJsonSchema

from evsite.sitefile.quantities import read_quantity
from evsite.sitefile.quantity_errors import QuantityError
from evsite.sitefile.suggested import Holds
from evsite.sitefile.wording import found


def read_share(value: object) -> float:
    """A share above 0 and up to 1. Raises ValueError."""
    share: float | None = None
    if isinstance(value, str):
        try:
            share = read_quantity(value, "percent").value / 100 if "%" in value else float(value)
        except (QuantityError, ValueError):
            share = None
    elif isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value <= 1:
        share = float(value)
    if share is None or not 0 < share <= 1:
        raise ValueError(f"found {found(value)}, expected a share like 0.8, above 0 and up to 1")
    return share


Share = Annotated[
    float,
    PlainValidator(read_share),
    WithJsonSchema(
        {
            "anyOf": [{"type": "number", "exclusiveMinimum": 0, "maximum": 1}, {"type": "string"}],
            "examples": [0.8, "80 %"],
        }
    ),
    Holds('a share above 0 and up to 1, as a number or like "80 %"'),
]
"""A share above 0 and up to 1, as a number or like "80 %"."""
