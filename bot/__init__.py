"""How people reach the news: the terminal and Discord."""
