"""A draft as JSON: what `resolute read --json` prints, and the steps of its life where one is given."""

from __future__ import annotations

import json
from typing import Final

from pydantic import TypeAdapter

from drafts.akn.life import Life, Step
from drafts.model import ReadDraft

_STEPS: Final = TypeAdapter(tuple[Step, ...])


def as_json(draft: ReadDraft, life: Life | None = None) -> bytes:
    """The draft in UTF-8, readable by people and programs; with a `life`, its steps under `workflow`."""
    written = draft.model_dump(mode="json")
    if life is not None:
        written["workflow"] = _STEPS.dump_python(life.steps, mode="json")
    return json.dumps(written, ensure_ascii=False, indent=2).encode(errors="replace") + b"\n"
