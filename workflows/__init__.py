"""The workflows: when and in which order. What a fact means is decided in `resolutions`, never here."""
