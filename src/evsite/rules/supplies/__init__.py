"""Services and transformers: load, devices, faults."""
