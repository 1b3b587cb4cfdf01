"""Rates of municipalities, how far they lie apart, and breaks in growth."""
