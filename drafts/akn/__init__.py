"""Akoma Ntoso for the United Nations (AKN4UN): resolutions read as the UN publishes them, and written so that they
continue past their adoption. A pure room: bytes in, a `ReadDraft` out, and the other way round.
"""
