"""The whole program, as a person and an operator meet it."""
