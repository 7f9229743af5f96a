"""Which column of a spreadsheet is which field of a record.

Takes the header row, gives a mapping; knows the names people give such columns, in
English and Spanish. Used by `corpus.readers.csv_reader` and for tables on pages.
"""

from __future__ import annotations

import re

from corpus.cleaning import fold

_SYNONYMS = {
    "id": "id, doc id, record id, identifier, identificador",
    "kind": "kind, type, record type, document type, category, tipo",
    "city": "city, town, municipality, place, city name, city state, location, community, "
    "jurisdiction, village, ciudad, municipio, lugar",
    "state": "state, st, state code, state name, province, estado",
    "mayor": "mayor, mayor name, name of mayor, mayors name, mayor s name, official, speaker, "
    "alcalde, alcaldesa, alcalde sa, alcalde o alcaldesa, alcalde alcaldesa",
    "date": "date, published, publication date, published on, date published, pub date, day, "
    "issued, date issued, when, statement date, month, fecha, fecha de publicacion",
    "title": "title, headline, subject, heading, name of initiative, initiative name, program, "
    "titulo, titular, asunto",
    "text": "text, body, content, statement, full text, description, summary, details, message, "
    "action, actions, initiative, response, what happened, what the city did, remarks, quote, "
    "texto, cuerpo, contenido, declaracion, descripcion, resumen, accion, medida, iniciativa",
    "topics": "topics, topic, tags, keywords, subjects, temas, tema, etiquetas",
    "language": "language, lang, idioma, lengua",
    "source.name": "source, source name, outlet, publisher, publication, fuente",
    "source.url": "source url, url, link, web address, website, web, page, enlace",
    "source.retrieved": "retrieved, source retrieved, accessed, date accessed, consultado",
    "contact.office": "office, contact office, department, oficina",
    "contact.name": "contact, contact name, contact person, contacto",
    "contact.title": "contact title, job title, position, cargo",
    "contact.url": "contact url, contact web",
    "contact.phone": "phone, telephone, contact phone, tel, phone number, telefono",
    "contact.email": "email, e mail, mail, contact email, email address, correo, "
    "correo electronico",
}
_FIELDS = {name.strip(): field for field, names in _SYNONYMS.items() for name in names.split(",")}


def find_field(header: str) -> str | None:
    """The field a column's header means, or None.

    >>> find_field("Mayor’s Name"), find_field("E-mail"), find_field("Source.URL")
    ('mayor', 'contact.email', 'source.url')
    """
    return _FIELDS.get(re.sub(r"[^a-z0-9]+", " ", fold(header).replace("'s", "s")).strip())


def map_columns(headers: list[str]) -> dict[int, str]:
    """Field by position of its column; the first of several columns for one field counts.

    >>> map_columns(["Town", "ST", "Headline", "Body", "Colour"])
    {0: 'city', 1: 'state', 2: 'title', 3: 'text'}
    """
    columns: dict[int, str] = {}
    for position, header in enumerate(headers):
        field = find_field(header)
        if field is not None and field not in columns.values():
            columns[position] = field
    return columns
