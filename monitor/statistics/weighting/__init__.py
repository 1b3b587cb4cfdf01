"""From base weights to calibrated weights."""
