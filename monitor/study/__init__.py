"""What was asked and planned. No respondent data in this room."""
