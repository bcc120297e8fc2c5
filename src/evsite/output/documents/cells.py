"""What stands in a cell, as text, for writers; drawings measure the same (`documents/cell_texts.py`)."""

from evsite.documents.cell_texts import cell_text, column_heading, people_text

__all__ = ["cell_text", "column_heading", "people_text"]
