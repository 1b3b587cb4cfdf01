"""Figures by domain with their precision."""
