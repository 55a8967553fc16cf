"""Documents over HTTP: what comes out is what went in, whoever sends it, and never more of it than is bounded."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import hashlib
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from gateway import documents
from ledger.documents import MAX_DOCUMENT_BYTES, PIECE_BYTES, KeptDocument, store_document
from resolutions.authority import TellerRole
from tests.callers import Library, library, token_of
from tests.gateway_stand import own_database
from workers.embedded.postgres import EmbeddedPostgres


@pytest_asyncio.fixture(scope="module")
async def shelf(postgres: EmbeddedPostgres) -> AsyncIterator[Library]:
    """A gateway before an empty ledger, and the secretariat of a body."""
    async with own_database(postgres) as pool, library(pool, "administrator") as opened:
        yield opened


def digest_of(content: bytes) -> str:
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


async def test_a_document_comes_back_as_it_was_brought(shelf: Library) -> None:
    content = bytes(range(256)) * (PIECE_BYTES // 128) + b"and one piece more"
    brought = await shelf.ask(
        "POST", "/documents?name=draft%20résumé.docx", data=content, headers={"content-type": "application/msword"}
    )
    sha256 = hashlib.sha256(content).hexdigest()
    assert brought.status == 201
    assert brought.json == {
        "sha256": sha256,
        "size": len(content),
        "name": "draft résumé.docx",
        "media_type": "application/msword",
    }
    fetched = await shelf.get(brought.headers["location"])
    assert fetched.body == content
    assert fetched.headers["content-type"] == "application/msword"
    assert fetched.headers["x-content-type-options"] == "nosniff"
    assert fetched.headers["etag"] == f'"{sha256}"'
    assert fetched.headers["content-disposition"] == (
        "attachment; filename=\"draft r_sum_.docx\"; filename*=UTF-8''draft%20r%C3%A9sum%C3%A9.docx"
    )
    looked = await shelf.ask("HEAD", brought.headers["location"])
    assert (looked.status, looked.body, looked.headers["content-length"]) == (200, b"", str(len(content)))
    known = await shelf.get(brought.headers["location"], **{"if-none-match": f'"{sha256}"'})
    assert (known.status, known.body) == (304, b"")


async def test_the_same_bytes_again_are_the_same_document_under_its_first_name(shelf: Library) -> None:
    first = await shelf.ask("POST", "/documents?name=first.txt", data=b"twice")
    again = await shelf.ask("POST", "/documents?name=second.txt", data=b"twice")
    assert (first.status, again.status) == (201, 200)
    assert again.json == first.json
    assert again.json["name"] == "first.txt"


async def test_a_document_as_large_as_may_be_is_taken_and_no_larger_one(shelf: Library) -> None:
    async def in_pieces(size: int) -> AsyncIterator[bytes]:
        for start in range(0, size, 1 << 20):
            yield b"x" * min(1 << 20, size - start)

    taken = await shelf.ask("POST", "/documents", data=in_pieces(MAX_DOCUMENT_BYTES))
    assert (taken.status, taken.json["size"]) == (201, MAX_DOCUMENT_BYTES)
    refused = await shelf.ask("POST", "/documents", data=in_pieces(MAX_DOCUMENT_BYTES + 1))
    assert refused.code == "payload_too_large"


@pytest.mark.parametrize(
    "header",
    [
        ("Content-Digest", "sha-256=:{}:"),
        ("Content-Digest", "sha-512=:AAAA:, sha-256=:{}:"),
        ("Repr-Digest", "sha-256=:{}:;note=1"),
        ("Digest", "SHA-256={}"),
    ],
)
async def test_a_digest_that_is_sent_is_held_against_the_body(shelf: Library, header: tuple[str, str]) -> None:
    name, value = header
    right, wrong = {name: value.format(digest_of(b"body"))}, {name: value.format(digest_of(b"another"))}
    assert (await shelf.ask("POST", "/documents", data=b"body", headers=right)).status in (200, 201)
    for refused in (wrong, {name: value.format("AAAA")}, {name: value.format("???")}, {name: value.format("")}):
        answer = await shelf.ask("POST", "/documents", data=b"body", headers=refused)
        assert (answer.status, answer.code) == (400, "invalid_request"), refused


async def test_a_digest_by_another_algorithm_is_passed_over(shelf: Library) -> None:
    for value in ("sha-512=:AAAA:", "", ",,=", "md5=x"):
        answer = await shelf.ask("POST", "/documents", data=b"body", headers={"Content-Digest": value})
        assert answer.status in (200, 201)


@pytest.mark.parametrize(
    ("role", "of", "may"),
    [
        ("secretariat", "CCPCJ", True),
        ("office", "Treaty Section", True),
        ("head", "Treaty Section", True),
        ("mission", "Peru", False),
        ("finance", "CCPCJ", False),
        ("documents", "CCPCJ", False),
        ("observer", None, False),
        ("bureau", None, False),
    ],
)
async def test_only_who_may_tell_a_fact_with_a_document_may_bring_one(
    shelf: Library, role: TellerRole, of: str | None, may: bool
) -> None:
    token = await token_of(shelf.house, role, of)
    brought = await shelf.ask("POST", "/documents", token, data=f"by {role}".encode())
    assert brought.status == (201 if may else 403)
    sha256 = hashlib.sha256(f"by {role}".encode()).hexdigest()
    assert (await shelf.get(f"/documents/{sha256}", token)).status == (200 if may else 404)


@pytest.mark.parametrize(
    ("path", "headers", "data", "status"),
    [
        ("/documents?name=%00", {}, b"x", 400),
        ("/documents?name=a%0d%0ab", {}, b"x", 400),
        (f"/documents?name={'x' * 256}", {}, b"x", 400),
        ("/documents", {}, b"", 400),
        ("/documents", {"content-type": "multipart/form-data; boundary=x"}, b"x", 415),
        ("/documents", {"content-encoding": "gzip"}, b"x", 415),
    ],
)
async def test_what_cannot_be_a_document_is_refused(
    shelf: Library, path: str, headers: dict[str, str], data: bytes, status: int
) -> None:
    answer = await shelf.ask("POST", path, data=data, headers=headers)
    assert answer.status == status
    assert answer.code


async def test_what_is_not_kept_is_not_found(shelf: Library) -> None:
    for name in ("0" * 64, "A" * 64, "%00", "0" * 63, "é"):
        for method in ("GET", "HEAD"):
            assert (await shelf.ask(method, f"/documents/{name}")).status == 404


async def test_a_document_told_with_a_fact_is_handed_out_under_a_harmless_name_and_type(shelf: Library) -> None:
    name, media_type = '..\\../"evil\r\nX-Header: 1;\u202efdp.exe', "text/html\r\nX: y"
    sha256 = await store_document(shelf.house.pool, b"<script>", name, media_type)
    fetched = await shelf.get(f"/documents/{sha256}")
    assert fetched.body == b"<script>"
    assert fetched.headers["content-type"] == "application/octet-stream"
    assert "x-header" not in fetched.headers
    assert fetched.headers["content-disposition"].startswith("attachment; ")
    assert "/" not in fetched.headers["content-disposition"].replace("UTF-8''", "")


async def test_few_documents_are_taken_in_at_once_and_the_others_wait_or_are_sent_away(
    shelf: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf.house.document_turns, "patience", dt.timedelta(seconds=0.05))
    last_piece = asyncio.Event()

    async def slowly(number: int) -> AsyncIterator[bytes]:
        yield f"slow {number}".encode()
        await last_piece.wait()
        yield b", but there"

    slow = [asyncio.ensure_future(shelf.ask("POST", "/documents", data=slowly(n))) for n in range(4)]
    while (answer := await shelf.ask("POST", "/documents", data=b"one too many")).status != 503:
        await asyncio.sleep(0)
    assert answer.code == "service_unavailable"
    assert answer.headers["retry-after"].isdecimal()
    last_piece.set()
    assert [each.status for each in await asyncio.gather(*slow)] == [201] * 4
    assert (await shelf.ask("POST", "/documents", data=b"one too many")).status in (200, 201)


@given(st.text(max_size=300), st.one_of(st.none(), st.text(max_size=60)))
def test_whatever_a_document_is_called_its_headers_can_be_sent(name: str, media_type: str | None) -> None:
    kept = KeptDocument(sha256="0" * 64, size=1, name=name, media_type=media_type)
    for header, value in documents._headers(kept).items():
        assert value.isascii(), header
        assert value.isprintable(), header
