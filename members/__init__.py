"""The people of an organization: who is in, who is invited, who lost the password."""
