"""Duties as tests write them: names that recur, and times as their JSON says them."""

from __future__ import annotations

from typing import Any

OFFICE = "United Nations Office on Drugs and Crime"
DIRECTOR = f"Executive Director of the {OFFICE}"
SG = "Secretary-General"
NONE = {"kind": "none"}


def at(body: str, session: int) -> dict[str, Any]:
    return {"kind": "session", "body": body, "session": session}


def sessions(body: str, *numbers: int) -> dict[str, Any]:
    return {"kind": "sessions", "body": body, "sessions": list(numbers)}


def every(period: str) -> dict[str, Any]:
    return {"kind": "recurring", "every": period}


def in_year(year: int) -> dict[str, Any]:
    return {"kind": "year", "year": year}


def on(day: str) -> dict[str, Any]:
    return {"kind": "date", "date": day}
