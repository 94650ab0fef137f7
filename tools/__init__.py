"""Programs that make files of this project. Not part of the bot."""
