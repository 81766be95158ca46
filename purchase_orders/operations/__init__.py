"""The writers of purchase orders."""
