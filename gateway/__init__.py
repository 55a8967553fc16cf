"""The HTTP door: signed facts from other systems in, people's facts in, what the ledger knows out."""
