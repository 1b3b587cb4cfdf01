"""Kinds of figures: what a figure says (content), where everything stands (layout), how it is drawn."""
