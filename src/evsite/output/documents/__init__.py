"""Writers of documents: text, CSV, workbooks, PDF, HTML and pictures; JSON stands beside that of the other commands."""
