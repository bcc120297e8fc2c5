"""A site as a charging network of acnportal, the simulator of the Adaptive Charging Network."""
