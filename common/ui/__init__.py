"""What every screen is made of: template tags, icons and the typed values the shared templates print."""
