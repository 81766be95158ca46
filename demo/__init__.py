"""A quarter of trade between four organizations, made by the product itself."""
