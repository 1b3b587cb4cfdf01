"""The report of one municipality: its released figures beside those of its peers and of all."""
