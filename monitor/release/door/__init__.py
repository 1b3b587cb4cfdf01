"""Suppression, release and audit: the one door between the wings."""
