"""The Quarto project of a report: composed once, written once."""
