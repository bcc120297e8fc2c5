"""The tables of a site file, as they are written: one pydantic model a table, nothing looked up yet.

The descriptions feed the JSON Schema that editors read, so they speak to the person who writes the file.
"""
