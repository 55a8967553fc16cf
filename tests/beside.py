"""The material that may lie beside the project, and the mark of tests that need it: elsewhere they skip, and say so."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"
CORPUS = SHARED / "corpus"
SEED = SHARED / "seed" / "draft-2015-rev1.txt"
needs_shared_material = pytest.mark.skipif(
    not (CORPUS.exists() and SEED.exists()), reason="the shared material is not beside the project"
)
