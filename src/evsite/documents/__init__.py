"""What is handed over: documents as plain data, made from a site and from what the analysis and the studies found."""
