"""The annexes: method, questionnaire, weighting, limits, coded answers."""
