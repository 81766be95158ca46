"""The platform under every app: settings, addresses, background work, files, lists, notifications and local servers."""
