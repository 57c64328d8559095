"""What is relevant, and what is the answer."""
