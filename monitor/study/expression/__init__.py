"""The small safe language of routes, edit rules and derived items."""
