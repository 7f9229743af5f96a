"""Editors' pages of the thesaurus: find a word, see its groups, change them.

Takes the form of a group, has `search.thesaurus_edits` check it as the shipped file is
checked, has `webapp.editorial` keep it. The shipped groups are the base; what editors
change lies over them and can be taken away again.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from corpus.cleaning import clean_line, fold
from corpus.editorial import list_current, list_versions
from corpus.editorial_records import GroupText, Subject, Version
from corpus.errors import NotHereError
from corpus.messages import Message
from search.editorial import list_edited_groups
from search.thesaurus import load_thesaurus
from search.thesaurus_edits import check_edit
from search.thesaurus_groups import Group, Relation
from webapp.collection import get_collection
from webapp.editorial import MAX_LINE, keep, keep_earlier, make_editors_pages, read_line, show
from webapp.languages import translate

groups_pages = make_editors_pages("groups")

ADDRESS = "/review/thesaurus"
MAX_SHOWN = 50
"""Groups a list shows at most."""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group as it is now; `state` is "shipped", "changed", "added" or "off"."""

    name: str
    text: GroupText
    state: str


@groups_pages.get(ADDRESS)
def thesaurus() -> Response:
    """The groups that hold a word, or those that were edited."""
    wanted = clean_line(request.args.get("term", "")[:MAX_LINE])
    rows = [row for row in _list_rows() if _holds(row, fold(wanted))]
    return show("review_thesaurus.html", rows=rows[:MAX_SHOWN], n_rows=len(rows), term=wanted)


@groups_pages.get(f"{ADDRESS}/group")
def one() -> Response:
    """One group with its versions, or the form of a new one."""
    name = read_name(request.args.get("name", ""))
    if not name:
        english = clean_line(request.args.get("term", "")[:MAX_LINE])
        return _show("", GroupText("same", (english,) if english else ()), {})
    row = next((row for row in _list_rows() if row.name == name), None)
    if row is not None:
        return _show(name, row.text, {})
    versions = list_versions(get_collection().store(), Subject.GROUP, name)
    text = next((v.entry for v in versions if isinstance(v.entry, GroupText)), None)
    if text is None:
        words = Message("There is no group %(name)r; find it by one of its words.", name=name)
        raise NotHereError(words)
    return _show(name, text, {})


@groups_pages.post(f"{ADDRESS}/group")
def change() -> AnyResponse:
    """Add a group, change one, switch it off, put it back as shipped, or bring a version back."""
    name, act = read_name(request.form.get("name", "")), request.form.get("act", "")
    text, is_shipped = _read_form(), name in _shipped()
    address = f"{ADDRESS}/group?{urlencode({'name': name})}"
    if act == "bring back":
        return keep_earlier(Subject.GROUP, name, address)
    if act == "as shipped":
        return keep(Subject.GROUP, name, None, "as shipped" if is_shipped else "end", address)
    if act == "switch off":
        off = GroupText(Relation.SAME.value, is_off=True)
        return keep(Subject.GROUP, name, off, "switch off", address)
    is_new = request.form.get("is_new") == "1"
    problems = _check(name, text, is_new=is_new)
    if problems:
        return _show("" if is_new else name, text, problems, 422, typed_name=name)
    return keep(Subject.GROUP, name, text, "add" if is_new else "change", address)


def read_name(text: str) -> str:
    """A group's name as it is typed."""
    return clean_line(text[:MAX_LINE])


def _read_form() -> GroupText:
    relation = read_line("relation")
    return GroupText(
        relation if relation in set(Relation) else Relation.SAME.value,
        english=_read_list("english"),
        spanish=_read_list("spanish"),
        asked=_read_list("asked"),
        see_also=_read_list("see_also"),
    )


def _read_list(name: str) -> tuple[str, ...]:
    """Terms, one a line or with semicolons between."""
    parts = request.form.get(name, "")[:5000].replace(";", "\n").splitlines()
    return tuple(dict.fromkeys(clean_line(part) for part in parts if clean_line(part)))


def _check(name: str, text: GroupText, *, is_new: bool) -> dict[str, str]:
    edits = _read_edits()
    found = check_edit(load_thesaurus().groups, edits, name, text)
    problems = {field: _say(words) for field, words in found.items()}
    names = {fold(row.name): row.name for row in _list_rows()}
    if is_new and fold(name) in names:
        words = Message("There is a group of this name already; change that one.")
        problems["name"] = _say(words)
    elif ";" in name:
        problems["name"] = _say(Message("A name holds no semicolon."))
    return problems


def _say(words: str) -> str:
    """A problem as a sentence of its own."""
    said = translate(words)
    return said[:1].upper() + said[1:]


def _shipped() -> dict[str, Group]:
    return {group.name: group for group in load_thesaurus().groups}


def _read_edits() -> dict[str, GroupText]:
    return list_edited_groups(list_current(get_collection().store(), Subject.GROUP))


def _list_rows() -> list[GroupRow]:
    """Every group as it is now, by name; those switched off as they are shipped."""
    edits, shipped = _read_edits(), _shipped()
    rows = []
    for name in sorted({*edits, *shipped}, key=fold):
        text = edits.get(name)
        if text is None or (text.is_off and name in shipped):
            group = shipped[name]
            terms = (group.english, group.spanish, group.asked, group.see_also)
            rows.append(
                GroupRow(
                    name, GroupText(group.relation.value, *terms), "off" if text else "shipped"
                )
            )
        else:
            rows.append(GroupRow(name, text, "changed" if name in shipped else "added"))
    return rows


def _holds(row: GroupRow, wanted: str) -> bool:
    if not wanted:
        return row.state != "shipped"
    text = row.text
    words = (row.name, *text.english, *text.spanish, *text.asked)
    return any(wanted in fold(word) for word in words)


def _show(
    name: str, text: GroupText, problems: dict[str, str], status: int = 200, typed_name: str = ""
) -> Response:
    store = get_collection().store()
    versions: tuple[Version, ...] = list_versions(store, Subject.GROUP, name) if name else ()
    row = next((row for row in _list_rows() if row.name == name), None) if name else None
    return show(
        "review_group.html",
        status,
        name=name,
        typed_name=typed_name,
        text=text,
        problems=problems,
        versions=versions,
        state=row.state if row else "",
        is_shipped=name in _shipped(),
    )
