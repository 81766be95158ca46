"""The writers of tokens, service accounts and kept answers."""
