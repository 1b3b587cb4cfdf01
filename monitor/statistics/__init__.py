"""Confidential wing: what the answers mean."""
