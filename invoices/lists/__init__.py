"""The lists of documents: their rows, columns, filters and orders."""
