"""The only writers of members: inviting, roles, deactivation, new passwords."""
