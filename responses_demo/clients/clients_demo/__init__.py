"""The generator of the client demonstration: a fictional population with planted truth, and samples of it."""
