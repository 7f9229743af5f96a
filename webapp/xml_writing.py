"""XML as the feeds, the sitemap and the OpenSearch description write it.

Takes names and plain texts, gives elements and bytes. Knows nothing of what they say.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def keep_xml_characters(text: str) -> str:
    r"""The text without what no XML document may hold, such as NUL or half a surrogate pair.

    >>> keep_xml_characters("a\x00b\ufffe\ud800")
    'ab'
    """
    return _NOT_XML.sub("", text)


def make_root(name: str, namespace: str) -> ET.Element:
    """The outermost element, whose namespace all within it share."""
    return ET.Element(name, {"xmlns": namespace})


def add_element(
    parent: ET.Element, name: str, text: str | None = None, **attributes: str | None
) -> ET.Element:
    """Add a child; attributes of None are left out.

    >>> root = make_root("a", "urn:x")
    >>> write_xml(add_element(root, "b", "1 < 2", rel="self", type=None)).splitlines()[1]
    b'<b rel="self">1 &lt; 2</b>'
    """
    kept = {key: keep_xml_characters(value) for key, value in attributes.items() if value}
    child = ET.SubElement(parent, name, kept)
    if text is not None:
        child.text = keep_xml_characters(text)
    return child


def write_xml(root: ET.Element) -> bytes:
    """A whole document."""
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode()
