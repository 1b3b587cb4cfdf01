"""Bijstandsmonitor: from questionnaire responses to published figures."""

__version__ = "0.1.0"
