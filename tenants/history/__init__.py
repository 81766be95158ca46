"""The append-only history of every change to a business row of one organization."""
