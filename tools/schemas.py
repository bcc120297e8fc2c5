"""Write the JSON Schemas of docs/ and the keys of docs/site-file.md anew; `make schema` runs this.

The text of the page before its keys is kept.
"""

import json
from pathlib import Path

from evsite.output.json.schemas import OUTPUTS, output_schema
from evsite.output.text.keys_page import render_keys_page
from evsite.sitefile.schema import site_schema

DOCS = Path(__file__).parent.parent / "docs"


def write_schema(path, schema):
    path.write_text(json.dumps(schema, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_schema(DOCS / "site.schema.json", site_schema())
    (DOCS / "schemas").mkdir(exist_ok=True)
    for name in OUTPUTS:
        write_schema(DOCS / "schemas" / f"{name}.schema.json", output_schema(name))
    page = DOCS / "site-file.md"
    page.write_text(render_keys_page(page.read_text(encoding="utf-8")), encoding="utf-8")
