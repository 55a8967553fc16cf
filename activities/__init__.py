"""The activities: every side effect a workflow asks for."""
