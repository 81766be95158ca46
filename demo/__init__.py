"""Twelve months of trade between ten organizations, made by the product itself."""
