"""Reading documents: a text becomes a structured draft with its paragraphs, references and duties."""
