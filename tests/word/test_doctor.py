"""Templates as people break them in Word: each fault is named with its place, and put right where no one need ask."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from slireviewer.errors import NotOurFile, ReviewError
from slireviewer.letter import LETTER, REPORT, compose, sample_source
from slireviewer.word import Fault, check_template, read_outline, repair_template, write_letter
from slireviewer.word.archive import Parts, packed, parsed, read_parts, w
from slireviewer.word.integrity import faults
from slireviewer.word.starter import HOUSES, starter, starter_parts
from slireviewer.word.template import filled, read_template
from tests.office import breaches
from tests.support import run

STYLES, BODY, NUMBERS = "word/styles.xml", "word/document.xml", "word/numbering.xml"
HEAD, FIRST, FOOT = "word/header2.xml", "word/header1.xml", "word/footer2.xml"


def changed(part: str, old: str, new: str, count: int = -1) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        text = parts[part].decode()
        assert old in text
        parts[part] = text.replace(old, new, count).encode()

    return change


def made(folder: Path, *changes: Callable[[Parts], None], name: str = "own.docx") -> Path:
    parts = starter_parts()
    for change in changes:
        change(parts)
    out = folder / name
    out.write_bytes(packed(parts))
    return out


COUNCIL = '<w:r><w:t xml:space="preserve">[[Council]]</w:t></w:r>'


def in_head(words: str) -> Callable[[Parts], None]:
    return changed(HEAD, "[[Council]]", words)


def tracked(parts: Parts) -> None:
    changed(HEAD, COUNCIL, f'<w:ins w:id="9" w:author="A" w:date="2026-01-01T00:00:00Z">{COUNCIL}</w:ins>')(parts)
    gone = '<w:r><w:delText xml:space="preserve">Old name</w:delText></w:r>'
    deleted = f'<w:del w:id="8" w:author="A" w:date="2026-01-01T00:00:00Z">{gone}</w:del>'
    changed(HEAD, "<w:r><w:tab/></w:r>", f"{deleted}<w:r><w:tab/></w:r>")(parts)


def renamed(parts: Parts) -> None:
    changed(STYLES, '<w:name w:val="Callout"/>', '<w:name w:val="Call-out box"/>')(parts)


def of_another_kind(parts: Parts) -> None:
    changed(STYLES, 'w:type="character" w:styleId="Hyperlink"', 'w:type="paragraph" w:styleId="Hyperlink"')(parts)


def without_numbering(parts: Parts) -> None:
    changed(STYLES, '<w:numPr><w:numId w:val="1"/></w:numPr>', "")(parts)


def of_one_level(parts: Parts) -> None:
    text = parts[NUMBERS].decode()
    start = text.index('<w:lvl w:ilvl="1">', text.index('w:abstractNumId="1"'))
    end = text.index("</w:lvl>", start) + len("</w:lvl>")
    parts[NUMBERS] = (text[:start] + text[end:]).encode()


def two_sections(parts: Parts) -> None:
    page = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:left="1270" w:right="1270"/></w:sectPr>'
    changed(BODY, '<w:pPr><w:pStyle w:val="Date"/>', f'<w:pPr><w:pStyle w:val="Date"/>{page}')(parts)


def boxed(parts: Parts) -> None:
    words = "<w:p><w:r><w:t>In a box</w:t></w:r></w:p>"
    shape = f"<w:r><w:pict><w:txbxContent>{words}</w:txbxContent></w:pict></w:r>"
    changed(HEAD, COUNCIL, f"{COUNCIL}{shape}")(parts)


def justified(parts: Parts) -> None:
    text = parts[STYLES].decode()
    end = text.index("</w:pPr>", text.index('<w:name w:val="Salutation"/>'))
    parts[STYLES] = (text[:end] + '<w:jc w:val="both"/>' + text[end:]).encode()


BROKEN: dict[str, tuple[Callable[[Parts], None], str, str, str, bool]] = {
    "a style renamed": (
        renamed, "There is no paragraph style called Callout.",
        "the body, paragraph 8, under “A heading of the first level”: “One message set apart from the text”",
        "Did you mean the style Call-out box?", True,
    ),
    "a style of another kind": (
        of_another_kind, "The style Hyperlink is a paragraph style, and has to be a character style.", "the styles",
        "delete it and make a new character style", True,
    ),
    "bullets without a list": (
        without_numbering, "The style List Bullet has no numbering, and needs two levels.",
        "the body, paragraph 11, under “A heading of the second level”: “An entry in no order”",
        "multilevel list", True,
    ),
    "a list of one level": (
        of_one_level, "The style List Number has numbering of one level only, and needs two levels.",
        "the body, paragraph 12, under “A heading of the second level”: “A counted entry”", "multilevel list", True,
    ),
    "a placeholder misspelt": (
        in_head("[[Counsil]]"), "[[Counsil]] is not known.", "the header, paragraph 1: “[[Counsil]][[Document]]”",
        "Did you mean [[Council]]?", True,
    ),
    "a placeholder in other brackets": (
        in_head("{{council}}"), "{{council}} has not the brackets of a placeholder.",
        "the header, paragraph 1: “{{council}}[[Document]]”", "Did you mean [[Council]]?", True,
    ),
    "a bracket lost": (
        in_head("[[Council]"), "[[Council] has not the brackets of a placeholder.",
        "the header, paragraph 1: “[[Council][[Document]]”", "Did you mean [[Council]]?", True,
    ),
    "both brackets lost": (
        in_head("[[Council"), "[[Council has not the brackets of a placeholder.",
        "the header, paragraph 1: “[[Council[[Document]]”", "Did you mean [[Council]]?", True,
    ),
    "a merge field": (
        changed(HEAD, COUNCIL, '<w:fldSimple w:instr=" MERGEFIELD Council "><w:r><w:t>x</w:t></w:r></w:fldSimple>'),
        "The field MERGEFIELD Council is not filled.", "the header, paragraph 1: “x[[Document]]”",
        "Did you mean [[Council]]?", True,
    ),
    "a placeholder in the body": (
        changed(BODY, "Dear colleague", "Dear [[Counsil]]"),
        "[[Counsil]] stands in the body, which the letter's own text replaces.",
        "the body, paragraph 6: “Dear [[Counsil]]”", "Put it into a header or footer", False,
    ),
    "paper of another size": (
        changed(BODY, '<w:pgSz w:w="11906" w:h="16838"/>', '<w:pgSz w:w="12240" w:h="15840"/>'),
        "The page is not A4.", "the body", "Set the size of the paper", False,
    ),
    "a tracked change": (
        tracked, "A tracked change is neither accepted nor rejected.",
        "the header, paragraph 1: “[[Council]][[Document]]”", "Accept or reject it", True,
    ),
    "two sections": (
        two_sections, "A section ends here; a letter has only the last one, with its heads and feet.",
        "the body, paragraph 5: “26 October 2026”", "Delete the section break", False,
    ),
    "a text box": (
        boxed, "A text box stands here, which readers aloud pass over.",
        "the header, paragraph 1: “[[Council]][[Document]]”", "into the header itself", False,
    ),
    "justified text": (
        justified, "The style Salutation is justified, which makes it harder to read.",
        "the body, paragraph 6: “Dear colleague”", "Align it to the left", False,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_each_fault_is_named_with_its_paragraph_and_words(name: str, tmp_path: Path) -> None:
    change, what, where, hint, serious = BROKEN[name]
    found = check_template(made(tmp_path, change))
    fault = next((fault for fault in found if fault.what == what), None)
    assert fault is not None, [one.what for one in found]
    assert str(fault.where) == where
    assert hint in fault.hint
    assert fault.serious is serious
    assert len(found) == 1


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_serious_stops_a_letter_and_leaves_the_last_one(name: str, tmp_path: Path) -> None:
    change, *_, serious = BROKEN[name]
    own, out = made(tmp_path, change), tmp_path / "letter.docx"
    out.write_bytes(b"the last good letter")
    if serious:
        with pytest.raises(ReviewError, match="The template own.docx cannot be used"):
            write_letter(compose(sample_source()), own, out)
        assert out.read_bytes() == b"the last good letter"
    else:
        write_letter(compose(sample_source()), own, out)
        assert out.read_bytes() != b"the last good letter"
    assert not list(tmp_path.glob("*.part"))


NOT_ALONE = (
    "paper of another size",
    "a style of another kind",
    "a merge field",
    "a placeholder in the body",
    "two sections",
    "a text box",
)


@pytest.mark.parametrize("name", [name for name in BROKEN if name not in NOT_ALONE])
def test_what_needs_no_decision_is_put_right(name: str, tmp_path: Path) -> None:
    own = made(tmp_path, BROKEN[name][0])
    kept = own.read_bytes()
    assert check_template(own)[0].mendable
    assert repair_template(own, tmp_path / "mended.docx") == []
    assert own.read_bytes() == kept
    assert faults(read_parts(tmp_path / "mended.docx")) == []
    for layout in (LETTER, REPORT):
        write_letter(compose(sample_source(), layout), tmp_path / "mended.docx", tmp_path / "letter.docx")
        assert faults(read_parts(tmp_path / "letter.docx")) == []
        assert breaches(tmp_path / "letter.docx") == []


@pytest.mark.parametrize("name", NOT_ALONE)
def test_what_needs_a_person_is_left_and_said_again(name: str, tmp_path: Path) -> None:
    own = made(tmp_path, BROKEN[name][0])
    left = repair_template(own, tmp_path / "mended.docx")
    assert [fault.what for fault in left] == [BROKEN[name][1]]
    assert not left[0].mendable


def test_all_faults_are_told_at_once_the_serious_first(tmp_path: Path) -> None:
    some = (
        "a placeholder in the body",
        "a style renamed",
        "bullets without a list",
        "justified text",
        "a bracket lost",
    )
    found = check_template(made(tmp_path, *(BROKEN[name][0] for name in some)))
    assert {fault.what for fault in found} == {BROKEN[name][1] for name in some}
    assert [fault.serious for fault in found] == [True, True, True, False, False]


def test_a_style_that_nobody_made_comes_from_the_programs_own_template(tmp_path: Path) -> None:
    def without(parts: Parts) -> None:
        root = parsed(parts[STYLES])
        for style in root.findall(w("style")):
            if style.get(w("styleId")) in ("Callout", "ListNumber", "PeerTable", "Recommendation"):
                root.remove(style)
        from slireviewer.word.archive import serialised

        parts[STYLES] = serialised(root)

    own = made(tmp_path, without)
    missing = [fault for fault in check_template(own) if fault.serious]
    assert [fault.what.rpartition(" called ")[2] for fault in missing] == [
        "List Number.", "Callout.", "Recommendation.", "Peer Table.",
    ]  # fmt: skip
    assert repair_template(own, own) == []
    write_letter(compose(sample_source(), REPORT), own, tmp_path / "letter.docx")


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04"])
def test_what_is_no_word_file_is_said(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "t.docx").write_bytes(data)
    with pytest.raises(NotOurFile, match=r"t\.docx is not a Word document"):
        check_template(tmp_path / "t.docx")
    with pytest.raises(NotOurFile):
        repair_template(tmp_path / "t.docx", tmp_path / "out.docx")
    assert os.listdir(tmp_path) == ["t.docx"]


def test_a_damaged_part_is_a_fault_and_no_crash(tmp_path: Path) -> None:
    def cut(parts: Parts) -> None:
        parts[HEAD] = parts[HEAD][:100]

    found = check_template(made(tmp_path, cut))
    assert found[0].what == "The part header2.xml of the file is damaged."


def test_a_template_without_page_setup_is_said(tmp_path: Path) -> None:
    found = check_template(made(tmp_path, changed(BODY, '<w:pgSz w:w="11906" w:h="16838"/>', "")))
    assert [fault.what for fault in found] == ["The page setup is missing."]


# --- what Word does to placeholders ----------------------------------------------------------------------------

SPLIT = {
    "by a spelling mark": '<w:r><w:t>[[</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:t>Council</w:t></w:r>'
    '<w:proofErr w:type="spellEnd"/><w:r><w:t>]]</w:t></w:r>',
    "by half-bold": "<w:r><w:t>[[Cou</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>ncil]]</w:t></w:r>",
    "by a comment": '<w:commentRangeStart w:id="3"/><w:r><w:t>[[Council</w:t></w:r><w:commentRangeEnd w:id="3"/>'
    "<w:r><w:t>]]</w:t></w:r>",
    "by a bookmark": '<w:r><w:t>[[</w:t></w:r><w:bookmarkStart w:id="77" w:name="x"/><w:r><w:t>Council</w:t></w:r>'
    '<w:bookmarkEnd w:id="77"/><w:r><w:t>]]</w:t></w:r>',
    "into single letters": "".join(f"<w:r><w:t>{sign}</w:t></w:r>" for sign in "[[Council]]"),
}


@pytest.mark.parametrize("how", SPLIT)
def test_a_placeholder_that_word_has_split_is_whole(how: str, tmp_path: Path) -> None:
    own = made(tmp_path, changed(HEAD, COUNCIL, SPLIT[how]))
    assert check_template(own) == []
    template = read_template(own)
    head = parsed(filled(template.parts[HEAD], {"Council": "Anytown", "Document": "letter"}))
    assert "".join(text.text or "" for text in head.iter(w("t"))) == "Anytownletter"


def test_brackets_that_are_no_placeholder_are_left_alone(tmp_path: Path) -> None:
    own = made(tmp_path, in_head("[[Council]] [draft 2] &lt;b&gt; {x} 100% [sic]"))
    assert check_template(own) == []


# --- the program's own -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", HOUSES)
def test_the_programs_templates_are_what_the_code_draws_and_have_no_fault(name: str, template: Path) -> None:
    path = template.with_name(name)
    assert check_template(path) == []
    assert read_parts(path).keys() == starter_parts(HOUSES[name]).keys()
    assert {n: d for n, d in read_parts(path).items() if not n.endswith(".png")} == {
        n: d for n, d in starter_parts(HOUSES[name]).items() if not n.endswith(".png")
    }
    assert starter(HOUSES[name]) == starter(HOUSES[name])


@pytest.mark.parametrize("name", HOUSES)
def test_a_letter_says_the_same_in_every_house_style(name: str, template: Path, tmp_path: Path) -> None:
    for layout in (LETTER, REPORT):
        said = []
        for each in (template, template.with_name(name)):
            write_letter(compose(sample_source(), layout), each, tmp_path / "x.docx")
            said.append(read_outline(tmp_path / "x.docx"))
        assert said[0] == said[1]


def test_the_sample_uses_every_style_of_a_template(template: Path, tmp_path: Path) -> None:
    from slireviewer.word.template import Role

    used = set()
    for layout in (LETTER, REPORT):
        write_letter(compose(sample_source(), layout), template, tmp_path / "x.docx")
        used |= {style for style, _ in read_outline(tmp_path / "x.docx")}
    inline = {Role.TABLE, Role.HYPERLINK, Role.REFERENCE, Role.ADVICE_NUMBER}
    assert {role.value for role in Role if role not in inline} - used == set()


# --- by command ------------------------------------------------------------------------------------------------------


def test_the_command_says_each_fault_and_its_place(tmp_path: Path) -> None:
    own = made(tmp_path, renamed)
    ran = run("template", "check", own, passphrase=None)
    assert ran.status == 1
    assert "There is no paragraph style called Callout." in ran.out
    assert "the body, paragraph 8, under “A heading of the first level”" in ran.out
    data = run("template", "check", own, "--json", passphrase=None).data
    assert not data["usable"]
    assert data["faults"][0]["paragraph"] == 8
    mended = tmp_path / "mended.docx"
    assert "1 put right" in run("template", "repair", own, "-o", mended, passphrase=None).out
    assert run("template", "check", mended, "--json", passphrase=None).data == {"faults": [], "usable": True}


def test_the_command_starts_a_template_and_shows_it(tmp_path: Path) -> None:
    for option in ((), ("--harbour",)):
        assert run("template", "starter", "-o", tmp_path / "t.docx", *option, passphrase=None).status == 0
        ran = run("template", "preview", tmp_path / "t.docx", "-o", tmp_path / "p.docx", passphrase=None)
        assert ran.status == 0
        assert any("Anytown" in line for _, line in read_outline(tmp_path / "p.docx"))
    assert run("template", "check", passphrase=None).status == 1
    assert run("template", "starter", passphrase=None).status == 1


def test_faults_are_plain_values(tmp_path: Path) -> None:
    assert all(isinstance(fault, Fault) for fault in check_template(made(tmp_path, renamed)))
