"""Which value speaks for each key, what is covered, and which baseline stands. Pure."""
