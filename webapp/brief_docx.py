"""The brief as a Word file, for people who write their memo there.

Takes a `Brief` and the site's address, gives the file's bytes: real headings, a table
whose first row repeats on every page, links, and the language of every passage marked.
The only place that knows Word's format.
"""

from __future__ import annotations

import datetime
import io
from urllib.parse import quote

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from flask_babel import gettext

from corpus.documents import Contact
from search.results import Hit
from webapp.addresses import statement_url
from webapp.brief import (
    Brief,
    list_shortfalls,
    say_caution,
    say_counts,
    say_excerpt,
    say_facts,
)
from webapp.languages import current_language
from webapp.markup import keep_web_url, say_day, show_host
from webapp.xml_writing import keep_xml_characters

LINK_STYLE = "Hyperlink"
_MARGIN = Cm(2.5)
_WIDTHS = (Cm(3.2), Cm(5.6), Cm(4.8), Cm(2.8))
_LANGUAGE_TAGS = {"en": "en-US", "es": "es-US"}
_INK = RGBColor(0x1B, 0x1B, 0x1B)
_BLUE = RGBColor(0x1A, 0x44, 0x80)


def write_docx(brief: Brief, site: str, today: datetime.date) -> bytes:
    """The whole brief; `site` begins the addresses of records."""
    document = Document()
    _set_up(document, brief, today)
    document.add_heading(_clean(brief.title), level=0)
    if brief.request.question:
        paragraph = document.add_paragraph()
        paragraph.add_run(gettext("Question") + ": ").bold = True
        paragraph.add_run(_clean(brief.request.question))
    made = gettext("Made on %(day)s from", day=say_day(today))
    paragraph = document.add_paragraph(f"{say_counts(brief)}. {made} ")
    _add_link(paragraph, gettext("Mayors’ Statements Search"), site + brief.request.to_url())
    paragraph.add_run(".")
    for words in list_shortfalls(brief):
        document.add_paragraph(_clean(words))
    document.add_heading(gettext("Records"), level=1)
    for number, hit in enumerate(brief.hits, start=1):
        _add_hit(document, number, hit, site)
    if brief.contacts:
        document.add_heading(gettext("Whom to ask"), level=1)
        _add_contacts(document, brief)
    document.add_heading(gettext("About these records"), level=1)
    document.add_paragraph(say_caution())
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _clean(text: str) -> str:
    return keep_xml_characters(text)


def _set_up(document: DocumentType, brief: Brief, today: datetime.date) -> None:
    """Styles, language and properties; Word's own template is in US English."""
    tag = _LANGUAGE_TAGS[current_language()]
    properties = document.core_properties
    properties.title = _clean(brief.title)[:255]
    properties.subject = _clean(brief.request.question)[:255]
    properties.author = gettext("Mayors’ Statements Search")
    properties.comments = ""
    properties.language = tag
    properties.created = properties.modified = datetime.datetime.combine(today, datetime.time())
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}")
    for language in defaults.iter(qn("w:lang")):
        language.set(qn("w:val"), tag)
    normal = document.styles["Normal"].font
    normal.name, normal.size = "Calibri", Pt(11)
    for name in ("Title", "Heading 1", "Heading 2"):
        document.styles[name].font.color.rgb = _INK
        document.styles[name].paragraph_format.space_after = Pt(4)
    document.styles["Title"].paragraph_format.space_after = Pt(12)
    document.styles["Heading 2"].paragraph_format.space_before = Pt(14)
    passage = document.styles["Quote"]
    passage.font.italic = False
    passage.paragraph_format.left_indent = Cm(0.75)
    for section in document.sections:
        section.left_margin = section.right_margin = _MARGIN
        _number_pages(section.footer.paragraphs[0])
    link = document.styles.add_style(LINK_STYLE, WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb, link.font.underline = _BLUE, True


def _add_hit(document: DocumentType, number: int, hit: Hit, site: str) -> None:
    statement, source = hit.statement, hit.statement.source
    heading = document.add_heading(f"{number}. ", level=2)
    _mark_language(heading.add_run(_clean(statement.title)), statement.language)
    facts = document.add_paragraph(_clean(say_facts(statement)))
    facts.paragraph_format.keep_with_next = True
    excerpt = document.add_paragraph(style="Quote")
    _mark_language(excerpt.add_run(_clean(say_excerpt(hit.excerpt))), statement.language)
    origin = document.add_paragraph(gettext("Source:") + " ")
    _add_link(origin, source.name, source.url)
    if source.retrieved:
        origin.add_run(", " + gettext("captured on %(day)s", day=say_day(source.retrieved)))
    origin.add_run(" · ")
    _add_link(origin, gettext("Record"), site + statement_url(statement.doc_id))


def _mark_language(run: Run, language: str) -> None:
    """Say which language a run is in, where it is not the document's."""
    if language != current_language():
        element = OxmlElement("w:lang")
        element.set(qn("w:val"), _LANGUAGE_TAGS[language])
        run._r.get_or_add_rPr().append(element)


def _number_pages(footer: Paragraph) -> None:
    """A field that Word and its like fill with the number of the page."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = footer.add_run("1")
    footer._p.append(field)
    field.append(run._r)
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _add_link(paragraph: Paragraph, text: str, url: str | None) -> None:
    """Text that leads somewhere; the text alone where the address may not be followed."""
    safe = keep_web_url(url)
    run = paragraph.add_run(_clean(text))
    if safe:
        _lead_to(paragraph, run, _clean(safe))


def _lead_to(paragraph: Paragraph, run: Run, address: str) -> None:
    run.style = LINK_STYLE
    link = OxmlElement("w:hyperlink")
    target = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link.set(qn("r:id"), target)
    paragraph._p.append(link)
    link.append(run._r)


def _add_contacts(document: DocumentType, brief: Brief) -> None:
    names = (gettext("City"), gettext("Office and person"), gettext("How"), gettext("Checked"))
    table = document.add_table(rows=1, cols=len(names), style="Table Grid")
    _describe(table, gettext("Contacts of the cities in this brief"))
    for cell, name in zip(table.rows[0].cells, names, strict=True):
        cell.paragraphs[0].add_run(name).bold = True
    _repeat_on_every_page(table)
    for row in brief.contacts:
        cells = table.add_row().cells
        cells[0].text = row.city.label
        _fill_contact(cells[1:], row.contact)
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width


def _fill_contact(cells: tuple[_Cell, ...] | list[_Cell], contact: Contact | None) -> None:
    who, how, checked = cells
    if contact is None:
        who.text = gettext("None known yet")
        return
    who.text = _clean("\n".join(filter(None, (contact.office, contact.name, contact.title))))
    lines = how.paragraphs[0]
    if contact.phone:
        lines.add_run(_clean(contact.phone)).add_break()
    if contact.email:
        run = lines.add_run(_clean(contact.email))
        _lead_to(lines, run, f"mailto:{quote(contact.email, safe='@+')}")
        lines.add_run().add_break()
    if contact.url:
        _add_link(lines, show_host(contact.url), contact.url)
    checked.text = say_day(contact.checked_on) if contact.checked_on else ""


def _describe(table: Table, words: str) -> None:
    """What a screen reader says of the table."""
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), words)
    table._tbl.tblPr.append(caption)


def _repeat_on_every_page(table: Table) -> None:
    header = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(header)
