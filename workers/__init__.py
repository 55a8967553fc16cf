"""The processes: settings, the shared Temporal plugin, the worker's life, the embedded local stack."""
