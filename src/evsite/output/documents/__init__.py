"""Writers of documents: text, CSV and workbooks; JSON stands beside that of the other commands."""
