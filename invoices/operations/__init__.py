"""The writers of documents."""
