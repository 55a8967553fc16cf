"""A draft that was read, in the forms in which others take it: Akoma Ntoso, JSON, HTML and Word. A pure room: a draft
and a life in, bytes out, the same bytes for the same draft and life.
"""
