"""The `resolute` command."""
