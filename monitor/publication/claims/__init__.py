"""Claims: sentences with the conditions under which they are true."""
