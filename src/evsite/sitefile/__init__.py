"""From the text of a site file to a site: text and places, tables, problems."""
