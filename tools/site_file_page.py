"""Write the tables of keys in docs/site-file.md anew; the text before them is kept. `make schema` runs this."""

from pathlib import Path

from evsite.output.text.keys_page import render_keys_page

PAGE = Path(__file__).parent.parent / "docs" / "site-file.md"

if __name__ == "__main__":
    PAGE.write_text(render_keys_page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
