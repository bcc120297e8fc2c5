"""The picture of the page of a site: a browser shows `evsite html` of the office, from the headline to the sharing.

    python tools/page_picture.py

needs the extra `test`, pillow, and chromium on the path; it writes docs/pictures/page.png in 256 colours.
"""

import io
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from evsite.documents.site_page import site_page
from evsite.output.page.document import page_pieces
from evsite.rules import check_loaded
from evsite.sitefile.document import LoadedSite
from evsite.sitefile.loading import load

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "pictures" / "page.png"
WIDTH_PX = 1280
MARGIN_PX = 24
COLORS = 256


def main() -> None:
    """Draw it."""
    loaded = LoadedSite.of(load(str(ROOT / "examples" / "office.toml")))
    page = "".join(page_pieces(site_page(loaded, check_loaded(loaded))))
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": WIDTH_PX, "height": 900}, color_scheme="light")
        tab.set_content(page)
        end_px = tab.evaluate("document.getElementById('sharing').getBoundingClientRect().bottom")
        clip = {"x": 0, "y": 0, "width": WIDTH_PX, "height": round(end_px) + MARGIN_PX}
        shown = tab.screenshot(full_page=True, clip=clip)
        browser.close()
    Image.open(io.BytesIO(shown)).convert("RGB").quantize(COLORS).save(PICTURE, optimize=True)


if __name__ == "__main__":
    main()
