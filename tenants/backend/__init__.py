"""The database backend: role, search path and actor travel with every cursor."""
