"""The command line: one file a group of verbs; what they print is made in `bot.render`."""
