"""The assets of the SLOM timeline, one module per phase."""
