"""The one door between the confidential and the public wing."""
