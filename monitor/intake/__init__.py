"""Confidential wing: what came in, judged and split before anything counts it."""
