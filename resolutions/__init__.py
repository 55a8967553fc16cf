"""The domain: what a resolution is and how it lives. Pure: no clock, no randomness, no input or output, no engine."""
