"""Figures drawn: layout, marks, SVG and PNG."""
