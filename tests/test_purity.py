"""The domain is pure: nothing in `resolutions/` reads a clock, rolls dice, looks at the environment, does input or
output, or keeps anything between two calls. Workflow code runs it outside the sandbox's watch, so the syntax
tree of every module is walked here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import resolutions

ROOM = Path(resolutions.__file__).parent

ALLOWED_IMPORTS = frozenset(
    {
        "__future__",
        "calendar",
        "collections",
        "dataclasses",
        "datetime",
        "functools",
        "pydantic",
        "re",
        "resolutions",
        "types",
        "typing",
        "unicodedata",
    }
)
"""Everything else is refused: whoever needs more says so here, and why it is pure."""

FORBIDDEN_FROM = {
    "functools": {"lru_cache", "cache", "singledispatch"},
    "calendar": {"Calendar", "LocaleTextCalendar", "setfirstweekday"},
}
FORBIDDEN_CALLS = frozenset(
    {"open", "print", "input", "exec", "eval", "compile", "__import__", "globals", "id", "hash", "breakpoint"}
)
FORBIDDEN_ATTRIBUTES = frozenset(
    {"now", "utcnow", "today", "fromtimestamp", "utcfromtimestamp", "setlocale", "lru_cache", "cache", "strptime"}
)
"""Clocks and the machine's time zone, by whatever name the class was imported; caches."""

MUTABLE_LITERALS = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
MUTABLE_MAKERS = frozenset({"list", "dict", "set", "defaultdict", "Counter", "deque", "OrderedDict", "bytearray"})
MUTATORS = frozenset(
    {
        "append",
        "extend",
        "insert",
        "add",
        "update",
        "setdefault",
        "pop",
        "popitem",
        "remove",
        "discard",
        "clear",
        "sort",
    }
)


def impurities(source: str) -> list[str]:
    """What in a module is not pure, as "line: what"."""
    tree = ast.parse(source)
    found = [*_imports(tree), *_calls(tree), *_statements(tree), *_module_state(tree)]
    return [f"{line}: {what}" for line, what in sorted(found)]


def _imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _import(node.lineno, alias.name)
        elif isinstance(node, ast.ImportFrom):
            yield from _import(node.lineno, node.module or ".")
            barred = FORBIDDEN_FROM.get(node.module or "", set())
            yield from ((node.lineno, f"imports {alias.name}") for alias in node.names if alias.name in barred)


def _import(line: int, module: str) -> Iterator[tuple[int, str]]:
    if module.partition(".")[0] not in ALLOWED_IMPORTS:
        yield line, f"imports {module}"


def _calls(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in FORBIDDEN_CALLS:
            yield node.lineno, f"uses {node.id}"
        elif isinstance(node, ast.Attribute) and node.attr in FORBIDDEN_ATTRIBUTES:
            yield node.lineno, f"uses .{node.attr}"
        elif isinstance(node, ast.Call) and _is_local_time(node):
            yield node.lineno, "reads the machine's time zone"


def _is_local_time(call: ast.Call) -> bool:
    """`astimezone()` without a zone takes the machine's."""
    return isinstance(call.func, ast.Attribute) and call.func.attr == "astimezone" and not call.args


def _statements(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Global | ast.Nonlocal):
            yield node.lineno, "rebinds a name of an outer scope"
        elif isinstance(node, ast.AsyncFunctionDef | ast.Await | ast.AsyncFor | ast.AsyncWith):
            yield node.lineno, "is asynchronous"


def _module_state(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """A container at module level may be looked into, never written to: not by its own module, nor by a name that
    says it may.
    """
    containers = {name for statement in tree.body for name in _containers(statement)}
    for node in ast.walk(tree):
        changed = _changed(node)
        if isinstance(changed, ast.Name) and changed.id in containers:
            yield changed.lineno, f"changes {changed.id}"
    for statement in tree.body:
        for name in _containers(statement):
            if name != name.upper() and not name.startswith("__"):
                yield statement.lineno, f"keeps {name}, which is not named as a constant"


def _changed(node: ast.AST) -> ast.expr | None:
    """What a piece of syntax changes in place."""
    match node:
        case ast.Call(func=ast.Attribute(attr=method, value=value)) if method in MUTATORS:
            return value
        case ast.Subscript(ctx=ast.Store() | ast.Del(), value=value):
            return value
        case ast.AugAssign(target=target):
            return target
        case _:
            return None


def _containers(statement: ast.stmt) -> list[str]:
    """The names that a statement binds to something that could be changed."""
    if isinstance(statement, ast.Assign):
        targets, value = statement.targets, statement.value
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        targets, value = [statement.target], statement.value
    else:
        return []
    maker = value.func.id if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) else None
    if not isinstance(value, MUTABLE_LITERALS) and maker not in MUTABLE_MAKERS:
        return []
    return [target.id for target in targets if isinstance(target, ast.Name)]


@pytest.mark.parametrize("module", sorted(ROOM.glob("*.py")), ids=lambda path: path.stem)
def test_no_module_of_the_domain_is_impure(module: Path) -> None:
    assert impurities(module.read_text(encoding="utf-8")) == []


def test_the_whole_room_is_looked_at() -> None:
    assert not [path for path in ROOM.rglob("*") if path.is_dir() and path.name != "__pycache__"]
    assert len(list(ROOM.glob("*.py"))) > 15


@pytest.mark.parametrize(
    "source",
    [
        "import datetime as dt\nx = dt.datetime.now(dt.UTC)",
        "from datetime import datetime\nx = datetime.utcnow()",
        "from datetime import date as day\ndef f(): return day.today()",
        "import datetime as dt\ndef f(s): return dt.datetime.fromtimestamp(s)",
        "import datetime as dt\ndef f(x): return x.astimezone()",
        "import time",
        "import random",
        "from random import choice",
        "import secrets",
        "import uuid",
        "from uuid import uuid4",
        "import os",
        "from os import environ",
        "import sys",
        "import pathlib",
        "from pathlib import Path",
        "import socket",
        "import subprocess",
        "import logging",
        "import structlog",
        "import asyncio",
        "import threading",
        "import temporalio.workflow",
        "from temporalio import workflow",
        "import locale",
        "import zoneinfo",
        "import importlib",
        "import asyncpg",
        "from ledger.append import append",
        "from . import facts",
        "def f():\n    import os\n    return os.environ",
        "def f(): print('x')",
        "def f(path): return open(path)",
        "def f(): return input()",
        "show = print",
        "def f(): return __import__('os')",
        "def f(x): return eval(x)",
        "def f(x): return hash(x)",
        "from functools import lru_cache\n@lru_cache\ndef f(): return 1",
        "import functools\n@functools.cache\ndef f(): return 1",
        "SEEN = {}\ndef f(x): SEEN[x] = 1",
        "SEEN: dict[str, int] = {}\ndef f(x): SEEN.setdefault(x, 1)",
        "SEEN = set()\ndef f(x): SEEN.add(x)",
        "SEEN = []\ndef f(x):\n    global SEEN\n    SEEN = [x]",
        "SEEN = [1]\ndef f(x): del SEEN[0]",
        "seen = []",
        "COUNT = [0]\nCOUNT += [1]",
        "async def f(): pass",
    ],
)
def test_an_impurity_put_in_is_found(source: str) -> None:
    assert impurities(source)


@pytest.mark.parametrize(
    "source",
    [
        "import datetime as dt\ndef f(now: dt.datetime): return now + dt.timedelta(days=1)",
        "import datetime as dt\ndef f(x): return x.astimezone(dt.UTC)",
        "BODIES = {'GA': 1945}\ndef f(x): return BODIES.get(x)",
        "def f():\n    found = []\n    found.append(1)\n    return found",
        "from functools import cached_property, total_ordering",
        "from resolutions.facts import Fact",
        "__all__ = ['f']",
    ],
)
def test_what_is_pure_is_left_alone(source: str) -> None:
    assert impurities(source) == []
