"""The pages of payment terms."""
