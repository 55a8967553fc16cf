"""Writing Akoma Ntoso as the UN publishes it: valid against the AKN 3.0 schema, the same bytes for the same draft and
life, and read back by this product to the same structure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lxml import etree

from drafts.akn.body import Group, Notes, Writer, groups, note_identifier, write_body, write_mark, write_preamble
from drafts.akn.cover import write_cover
from drafts.akn.inline import sub_element
from drafts.akn.life import Life
from drafts.akn.naming import EDITOR, NO_DATE, Name, name_of, ontology_name, uri
from drafts.akn.parsing import NAMESPACE
from drafts.export.pieces import document_link, printable
from drafts.export.printing import formula, ordinal_number, printed_date
from drafts.finishing import note_place
from drafts.labels import labelled, place_named
from drafts.model import ReadDraft
from resolutions.facts import Votes

TITLE: Final = "title"
"""The identifier of the title, as the place of references."""

_ROOT: Final = (
    f'<akomaNtoso xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    f'xsi:schemaLocation="{NAMESPACE} http://docs.oasis-open.org/legaldocml/akn-core/v1.0/os/part2-specs/schemas/'
    'akomantoso30.xsd"/>'
)
_INLINE: Final = frozenset({"p", "num", "listIntroduction"})
_NO_LIFE: Final = Life()


def write_akn(draft: ReadDraft, life: Life | None = None) -> bytes:
    """The draft as an Akoma Ntoso document in UTF-8; its workflow are the steps of `life`."""
    statements = groups(draft.paragraphs)
    written = _Document(draft, life or _NO_LIFE)
    root = etree.fromstring(_ROOT)
    if len(statements) == 1:
        meta = written.write_alone(root, statements[0])
    else:
        meta = written.write_collection(root, statements)
    written.write_what_refers(meta)
    _indent(root, 0)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"


class _Document:
    """A document being written. What refers to paragraphs is written last, when it is known where they are."""

    def __init__(self, draft: ReadDraft, life: Life) -> None:
        self._draft, self._life = draft, life
        self._name = name_of(draft, life)
        self._labels = [place.label for place in labelled(draft.paragraphs)]
        symbols: dict[str, list[str]] = {}
        for reference in draft.references:
            symbols.setdefault(reference.paragraph, []).append(reference.symbol)
        self._writer = Writer(
            symbols=[symbols.get(label, ()) for label in self._labels],
            note_symbols=[symbols.get(note_place(note), ()) for note in draft.footnotes],
            notes=Notes(draft.footnotes),
        )

    def write_alone(self, root: etree._Element, group: Group) -> etree._Element:
        """One statement. Returns its metadata."""
        statement = self._statement(root)
        meta = self._write_meta(statement, "main", self._name)
        write_cover(statement, self._draft)
        title = self._write_title(statement)
        self._write_group(statement, group, "main", self._name)
        self._write_unmarked(title)
        return meta

    def write_collection(self, root: etree._Element, statements: Sequence[Group]) -> etree._Element:
        """Several statements, listed by a collection as the UN lists resolutions A to C. Returns its metadata."""
        collection = sub_element(root, "documentCollection", name="publication")
        meta = self._write_meta(collection, "main", self._name)
        write_cover(collection, self._draft)
        title = self._write_title(collection)
        listed = sub_element(collection, "collectionBody")
        components = sub_element(root, "components")
        for place, group in enumerate(statements):
            component = f"component_{place + 1}"
            reference = sub_element(sub_element(listed, "component"), "documentRef", href=f"#{component}")
            lettered = self._name.lettered(place)
            name, part = (lettered, "main") if lettered else (self._name, component)
            reference.set("showAs", f"Resolution {name.work[-1]}" if lettered else f"Part {place + 1}")
            statement = self._statement(sub_element(components, "component", eId=component))
            self._write_meta(statement, part, name)
            self._write_group(statement, group, part, name)
        self._write_unmarked(title)
        return meta

    def _statement(self, parent: etree._Element) -> etree._Element:
        name = "resolution" if self._draft.form == "compilation" else self._draft.form
        return sub_element(parent, "statement", name=name)

    def _write_group(self, statement: etree._Element, group: Group, part: str, name: Name) -> None:
        preamble = sub_element(statement, "preamble")
        opening = formula(self._draft)
        if opening:
            line = sub_element(sub_element(preamble, "formula", name="enactingFormula"), "p")
            sub_element(line, "span", opening.removesuffix(","), class_="italic").tail = ","
        write_preamble(preamble, group.preamble, self._writer)
        if not len(preamble):
            statement.remove(preamble)
        main = sub_element(statement, "mainBody")
        write_body(main, group.body, self._writer)
        if not len(main):
            sub_element(main, "p")
        self._write_conclusions(statement)
        if group.annex:
            attachment = sub_element(sub_element(statement, "attachments"), "attachment")
            annex = sub_element(attachment, "doc", name="annex")
            self._write_meta(annex, f"{part}/annex", name)
            write_body(sub_element(annex, "mainBody"), group.annex, self._writer)

    def _write_conclusions(self, statement: etree._Element) -> None:
        """Write the meeting and the day of the adoption, which the UN prints at the end."""
        adopted = self._life.adopted
        if adopted is None:
            return
        line = sub_element(sub_element(statement, "conclusions"), "p")
        if self._life.meeting is not None:
            meeting = ordinal_number(self._life.meeting)
            sub_element(line, "inline", f"{meeting} plenary meeting", name="adoptionMeeting", title=meeting)
            sub_element(line, "eol")
        printed = printed_date(adopted)
        sub_element(line, "docDate", printed, date=adopted.isoformat(), refersTo="#dateOfAdoption")

    def _write_title(self, parent: etree._Element) -> etree._Element:
        """Write the title, if there is one; returns the element behind it, where unmarked footnotes go."""
        line = sub_element(sub_element(parent, "preface"), "p")
        if self._draft.title is not None:
            title = sub_element(line, "docTitle", eId=TITLE, refersTo="#resolutionTitle")
            sub_element(title, "span", self._draft.title, class_="bold")
        return line

    def _write_unmarked(self, line: etree._Element) -> None:
        for note in self._draft.footnotes:
            if self._writer.notes.holds(note.number):
                write_mark(line, note.number, self._writer)

    def _write_meta(self, parent: etree._Element, part: str, name: Name) -> etree._Element:
        meta = sub_element(parent, "meta")
        identification = sub_element(meta, "identification", source=f"#{EDITOR}")
        for level, this, whole, date, what in name.levels(part):
            written = sub_element(identification, level)
            sub_element(written, "FRBRthis", value=this)
            sub_element(written, "FRBRuri", value=whole)
            if level == "FRBRWork" and part == "main":
                for alias in name.aliases:
                    sub_element(written, "FRBRalias", value=uri(alias), name="symbol")
            sub_element(written, "FRBRdate", date=date.isoformat(), name=what)
            author, role = _AUTHORS[level]
            sub_element(written, "FRBRauthor", href=f"#{author or name.agent}", as_=f"#{role}")
            if level == "FRBRWork":
                sub_element(written, "FRBRcountry", value="un")
            if level == "FRBRExpression":
                sub_element(written, "FRBRlanguage", language="eng")
        return meta

    def write_what_refers(self, meta: etree._Element) -> None:
        """Write the workflow, the documents referred to, and what the metadata speak of."""
        # Of paragraphs with the same label, the first is meant.
        places = dict(reversed(list(zip(self._labels, self._writer.identifiers, strict=True))))
        if self._life.steps:
            _write_workflow(meta, self._life, places)
        self._write_references(meta, places)
        _write_ontology(meta, self._name)

    def _write_references(self, meta: etree._Element, places: dict[str, str]) -> None:
        """Every document referred to, with the place that does: inside the text only some can be linked."""
        notes = {note_place(note): note_identifier(place) for place, note in enumerate(self._draft.footnotes)}
        known = {**notes, **places, TITLE: TITLE}
        references = [reference for reference in self._draft.references if reference.paragraph in known]
        if not references and self._life.mode is None:
            return
        analysis = sub_element(meta, "analysis", source=f"#{EDITOR}")
        if self._life.mode is not None:
            _write_voting(analysis, self._life.mode, self._life.votes)
        if references:
            others = sub_element(analysis, "otherReferences", source=f"#{EDITOR}")
            for reference in references:
                written = sub_element(others, "implicitReference", href=document_link(reference.symbol))
                written.set("for", f"#{known[reference.paragraph]}")
                written.set("showAs", printable(reference.symbol))


_AUTHORS: Final = {
    "FRBRWork": (None, "author"),
    "FRBRExpression": (None, "issuer"),
    "FRBRManifestation": (EDITOR, "editor"),
}


def _write_voting(analysis: etree._Element, mode: str, votes: Votes | None) -> None:
    outcome = "adoptedRecordedVote" if mode == "vote" else "adoptedWithoutVote"
    voting = sub_element(sub_element(analysis, "parliamentary"), "voting", outcome=outcome)
    if votes is None:
        sub_element(voting, "quorum", value="")
        return
    for count, what in ((votes.in_favour, "inFavour"), (votes.against, "against"), (votes.abstaining, "abstaining")):
        sub_element(voting, "count", value=str(count), refersTo=what)


def _write_workflow(meta: etree._Element, life: Life, places: dict[str, str]) -> None:
    workflow = sub_element(meta, "workflow", source=f"#{EDITOR}")
    for step in life.steps:
        written = sub_element(workflow, "step", date=(step.date or NO_DATE).isoformat())
        written.set("outcome", uri(printable(step.outcome)))
        written.set("by", uri(printable(step.by)))
        if step.record or step.document:
            written.set("as", uri(printable(step.record or step.document)))
        place = place_named(step.paragraph, places)
        if place:
            written.set("refersTo", f"#{place}")


def _write_ontology(meta: etree._Element, name: Name) -> None:
    references = sub_element(meta, "references", source=f"#{EDITOR}")
    entries = (
        ("TLCOrganization", EDITOR, "organization/resolute", "Resolute"),
        ("TLCOrganization", name.agent, f"organization/un/{ontology_name(name.agent_name)}", name.agent_name),
        ("TLCConcept", "dateOfIssuance", "concept/un/dateOfIssuance", "Date of issuance"),
        ("TLCConcept", "dateOfAdoption", "concept/un/dateOfAdoption", "Date of adoption"),
        ("TLCConcept", "symbol", "reference/un/symbol", "Symbol"),
        ("TLCConcept", "act", "concept/un/act", "Act"),
        ("TLCRole", "publisher", "role/un/publisher", "Publisher"),
        ("TLCRole", "issuingBody", "role/un/issuingBody", "Issuing body"),
        ("TLCRole", "author", "role/un/author", "Author"),
        ("TLCRole", "issuer", "role/un/issuer", "Issuer"),
        ("TLCRole", "editor", "role/un/editor", "Editor"),
        ("TLCRole", "sponsor", "role/un/sponsor", "Sponsor"),
        ("TLCTerm", "resolutionTitle", "reference/un/resolutionTitle", "Resolution title"),
        ("TLCTerm", "inFavour", "concept/un/voting/inFavour", "In favour"),
        ("TLCTerm", "against", "concept/un/voting/against", "Against"),
        ("TLCTerm", "abstaining", "concept/un/voting/abstaining", "Abstaining"),
    )
    for tag, identifier, path, shown in entries:
        sub_element(references, tag, eId=identifier, href=f"/akn/ontology/{path}").set("showAs", shown)


def _indent(element: etree._Element, level: int) -> None:
    """Put elements that hold only elements on lines of their own; text is left as it is."""
    if etree.QName(element).localname in _INLINE or not len(element):
        return
    element.text = "\n" + "  " * (level + 1)
    for child in element:
        _indent(child, level + 1)
        child.tail = "\n" + "  " * (level + 1)
    element[-1].tail = "\n" + "  " * level
