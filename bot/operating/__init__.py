"""For those who look after the bot: is it alive, is it ready, and what has it done. Knows figures, never a person."""
