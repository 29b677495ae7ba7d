"""The blocks of a letter as the XML of a Word document, written straight out in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from slireviewer.letter import (
    AddressBlock,
    Advice,
    Block,
    BulletList,
    Callout,
    DateLine,
    Heading,
    Item,
    Letter,
    NumberedList,
    PageBreak,
    Paragraph,
    Passage,
    Salutation,
    SignOff,
    Table,
    Title,
    Words,
)
from slireviewer.richtext import Run, Runs, Sort
from slireviewer.word.archive import OFFICE, WORD, XML
from slireviewer.word.template import Role, Template

_HEADINGS = (Role.HEADING_1, Role.HEADING_2, Role.HEADING_3, Role.HEADING_4)
_BREAKS = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_PIECES = re.compile("([\t\n])")
_SAFE_LINK = ("http://", "https://", "mailto:")
_LOW = 100
"""Rows with no longer cells are low: the first three of a table fit on what is left of a page."""
_STEPS = {Role.BULLET: 400, Role.NUMBER: 480}
_ROLES = {Sort.BULLET: Role.BULLET, Sort.NUMBER: Role.NUMBER}


def cleaned(text: str) -> str:
    """Text that Word accepts: every kind of line break is one, and control characters are gone."""
    if text.isprintable():
        return text
    return _UNPRINTABLE.sub("", _BREAKS.sub("\n", text))


def escaped(text: str) -> str:
    """Text as it stands in XML, also between quotation marks."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


@dataclass(frozen=True, slots=True)
class Body:
    """What a letter becomes: its XML, what it says (style and text of each paragraph), its links and lists.

    ``links`` are the addresses that the relationships ``link1``, ``link2`` … must have; ``lists``
    names, for each numbering instance from ``first_number`` on, the style whose numbering it starts anew.
    """

    xml: bytes
    said: list[tuple[str, str]]
    links: list[str]
    lists: list[Role]


@dataclass
class _Body:
    template: Template
    marks: frozenset[str]
    first_number: int
    xml: list[str] = field(default_factory=list)
    said: list[tuple[str, str]] = field(default_factory=list)
    links: dict[str, int] = field(default_factory=dict)
    lists: list[Role] = field(default_factory=list)
    sections: int = 0
    bookmarks: int = 0
    column: int = 0
    page_break: bool = False
    below_table: bool = False
    straight: bool = False

    def line(
        self,
        role: Role,
        runs: Runs,
        *,
        keep: bool = False,
        number: tuple[int, int] | None = None,
        indent: tuple[int, int] | None = None,
        before: str = "",
        after: str = "",
        lead: tuple[str, Role] | None = None,
        last: bool = False,
    ) -> None:
        """One paragraph; ``number`` is (level, numbering), ``indent`` (left, hanging), ``lead`` (label, style)."""
        properties = f'<w:pStyle w:val="{self.template.styles[role]}"/>'
        if keep:
            properties += "<w:keepNext/>"
        if self.page_break:
            properties += "<w:pageBreakBefore/>"
            self.page_break = False
        if number:
            properties += f'<w:numPr><w:ilvl w:val="{number[0]}"/><w:numId w:val="{number[1]}"/></w:numPr>'
        if self.below_table or last:
            before_it = ' w:before="240"' if self.below_table else ""
            after_it = ' w:after="160"' if last else ""
            properties += f"<w:spacing{before_it}{after_it}/>"
            self.below_table = False
        if indent:
            hanging = f' w:hanging="{indent[1]}"' if indent[1] else ""
            properties += f'<w:ind w:left="{indent[0]}"{hanging}/>'
        self.xml.append(f"<w:p><w:pPr>{properties}</w:pPr>{before}")
        text = ""
        if lead:
            label = cleaned(lead[0])
            look = f'<w:rStyle w:val="{self.template.styles[lead[1]]}"/>'
            self.xml.append(f"{_run(label, look)}<w:r><w:tab/></w:r>")
            text = f"{label}\t"
        for run in runs:
            text += self.run(run)
        self.xml.append(f"{after}</w:p>")
        self.said.append((role.value, text))

    def run(self, run: Run) -> str:
        text = cleaned(run.text)
        look = f"{'<w:b/>' if run.bold else ''}{'<w:i/>' if run.italic else ''}"
        if not run.link:
            self.xml.append(_run(text, look))
        elif run.link.startswith("#") and run.link[1:] in self.marks:
            look = f'<w:rStyle w:val="{self.template.styles[Role.REFERENCE]}"/>{look}'
            self.xml.append(
                f'<w:hyperlink w:anchor="{escaped(run.link[1:])}" w:history="1">{_run(text, look)}</w:hyperlink>'
            )
        elif run.link.startswith(_SAFE_LINK):
            number = self.links.setdefault(cleaned(run.link), len(self.links) + 1)
            look = f'<w:rStyle w:val="{self.template.styles[Role.HYPERLINK]}"/>{look}'
            self.xml.append(f'<w:hyperlink r:id="link{number}" w:history="1">{_run(text, look)}</w:hyperlink>')
        else:
            self.xml.append(_run(text, look))
        return text

    def bookmark(self, mark: str) -> tuple[str, str]:
        self.bookmarks += 1
        start = f'<w:bookmarkStart w:id="{self.bookmarks}" w:name="{escaped(mark)}"/>'
        return start, f'<w:bookmarkEnd w:id="{self.bookmarks}"/>'

    def new_list(self, role: Role) -> int:
        self.lists.append(role)
        return self.first_number + len(self.lists) - 1

    def indented(self, left: int = 0, hanging: int = 0) -> tuple[int, int] | None:
        """The indent of a block beside a margin of numbers; without such a margin the style's own."""
        return (self.column + left, hanging) if self.column else None

    # blocks

    def block(self, block: Block, previous: Block | None, following: Block | None) -> None:
        match block:
            case Heading():
                self.heading(block)
            case Paragraph():
                self.paragraph(block, keep=_leads(block, previous, following))
            case Passage():
                before, after = self.bookmark(block.mark)
                self.parts(block.blocks, before, after)
            case Advice():
                self.advice(block)
            case BulletList() | NumberedList():
                self.listed(block)
            case Callout():
                self.line(Role.CALLOUT, block.runs, indent=self.indented(340))
            case Table():
                self.table(block, following)
            case Title():
                self.line(Role.TITLE, (Run(block.text),))
                for line in block.lines:
                    self.line(Role.SUBTITLE, (Run(line),))
            case AddressBlock():
                for position, runs in enumerate(block.lines, 1):
                    # In a letter the contact leads to the close, which is not to stand alone on the last page.
                    closes = isinstance(following, Paragraph) and not self.column
                    keep = position < len(block.lines) or closes
                    self.line(Role.ADDRESS, runs, keep=keep, indent=self.indented())
            case DateLine():
                self.line(Role.DATE, (Run(block.text),))
            case Salutation():
                self.line(Role.SALUTATION, (Run(block.text),))
            case SignOff():
                self.line(Role.CLOSING, (Run(block.closing),), keep=True)
                for position, text in enumerate(block.lines, 1):
                    self.line(Role.SIGNATURE, (Run(text),), keep=position < len(block.lines))
            case PageBreak():
                self.page_break = True

    def heading(self, heading: Heading) -> None:
        role = _HEADINGS[min(max(heading.level, 1), 4) - 1]
        runs = (Run(heading.text),)
        if heading.number:
            if not self.sections:
                self.sections = self.new_list(Role.NUMBERED)
            self.column = self.template.column
            self.line(role, runs, number=(0, self.sections), indent=(self.column, self.column))
        else:
            if self.straight and not self.column:
                self.column = self.template.column
            self.line(role, runs, indent=self.indented())

    def paragraph(self, paragraph: Paragraph, *, keep: bool = False, before: str = "", after: str = "") -> None:
        if paragraph.number and (self.sections or self.straight):
            if self.straight and not self.sections:
                self.sections = self.new_list(Role.NUMBERED)
            self.column = self.column or self.template.column
            number = (0 if self.straight else 1, self.sections)
            self.line(Role.NUMBERED, paragraph.runs, keep=keep, number=number, before=before, after=after)
        else:
            self.line(Role.BODY, paragraph.runs, keep=keep, indent=self.indented(), before=before, after=after)

    def listed(
        self, block: BulletList | NumberedList, before: str = "", after: str = "", *, follows: bool = False
    ) -> None:
        """A list of either sort."""
        role = Role.NUMBER if isinstance(block, NumberedList) else Role.BULLET
        number = self.new_list(role) if role is Role.NUMBER else None
        self.entries(role, block.items, number, before, after, follows=follows)

    def entries(
        self,
        role: Role,
        items: Sequence[Item],
        number: int | None,
        before: str = "",
        after: str = "",
        *,
        follows: bool = False,
    ) -> None:
        """A list; two entries at least stay together at its ends, and the last with what ``follows``."""
        other = 0
        for position, item in enumerate(items, 1):
            level = min(max(item.level, 0), 1)
            style, step = role, _STEPS[role]
            if level and item.sort is not None and _ROLES[item.sort] is not role:
                style = _ROLES[item.sort]
                other = other or self.new_list(style)
                shown: tuple[int, int] | None = (1, other)
                step = _STEPS[style]
            else:
                if number is None and level:
                    number = self.new_list(role)
                shown = None if number is None else (level, number)
            if not level:
                other = 0
            self.line(
                style,
                item.runs,
                keep=position in (1, len(items) - 1) if position < len(items) else follows,
                number=shown,
                indent=self.indented(step * (level + 1), step),
                before=before if position == 1 else "",
                after=after if position == len(items) else "",
                last=position == len(items),
            )

    def parts(self, blocks: Sequence[Words | Callout], before: str, after: str) -> None:
        """The blocks of one passage, with ``before`` in the first and ``after`` in the last paragraph."""
        for position, block in enumerate(blocks):
            start = before if position == 0 else ""
            end = after if position == len(blocks) - 1 else ""
            if isinstance(block, (BulletList, NumberedList)):
                self.listed(block, start, end, follows=position < len(blocks) - 1)
            elif isinstance(block, Callout):
                self.line(Role.CALLOUT, block.runs, indent=self.indented(340), before=start, after=end)
            else:
                keep = position + 1 < len(blocks) and isinstance(blocks[position + 1], (BulletList, NumberedList))
                self.paragraph(block, keep=keep, before=start, after=end)

    def advice(self, advice: Advice) -> None:
        before, after = self.bookmark(advice.mark)
        more = bool(advice.blocks or advice.note)
        lead = (advice.label, Role.ADVICE_NUMBER)
        self.line(Role.ADVICE, advice.lead, keep=more, before=before, after="" if more else after, lead=lead)
        for position, block in enumerate(advice.blocks, 1):
            last = position == len(advice.blocks) and not advice.note
            end = after if last else ""
            if isinstance(block, (BulletList, NumberedList)):
                column, self.column = self.column, self.template.column
                self.listed(block, "", end, follows=not last)
                self.column = column
            else:
                self.line(Role.ADVICE_TEXT, block.runs, keep=not last, after=end)
        if advice.note:
            self.line(Role.ADVICE_NOTE, advice.note, after=after)

    def table(self, table: Table, following: Block | None) -> None:
        """A table; Word wants a paragraph after it at the end and before another table."""
        width = self.template.width - self.column
        widths = _shares(table.widths, width) if table.widths else _widths(table, width)
        indent = f'<w:tblInd w:w="{self.column}" w:type="dxa"/>'
        caption = f'<w:tblCaption w:val="{escaped(cleaned(table.caption))}"/>' if table.caption else ""
        self.xml.append(
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{self.template.styles[Role.TABLE]}"/>'
            f'<w:tblW w:w="{width}" w:type="dxa"/>{indent}<w:tblLayout w:type="fixed"/>'
            f'<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" '
            f'w:noVBand="1"/>{caption}</w:tblPr><w:tblGrid>'
        )
        self.xml += [f'<w:gridCol w:w="{one}"/>' for one in widths]
        self.xml.append("</w:tblGrid>")
        self.row(Role.TABLE_HEADING, table.header, widths, "<w:tblHeader/>", keep=False)
        low = all(len(cell) < _LOW for row in table.rows[:3] for cell in row)
        for position, row in enumerate(table.rows, 1):
            self.row(Role.TABLE_TEXT, row, widths, "", keep=low and position < min(len(table.rows), 3))
        self.xml.append("</w:tbl>")
        if following is None or isinstance(following, Table):
            self.xml.append("<w:p/>")
            self.said.append(("Normal", ""))
        self.below_table = not isinstance(following, Heading)

    def row(self, role: Role, cells: Sequence[str], widths: Sequence[int], head: str, *, keep: bool) -> None:
        self.xml.append(f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>")
        for text, width in zip(cells, widths, strict=True):
            self.xml.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>')
            self.line(role, (Run(text),), keep=keep)
            self.xml.append("</w:tc>")
        self.xml.append("</w:tr>")


def written(letter: Letter, template: Template, first_number: int) -> Body:
    """The body of ``letter`` in the styles of ``template``; new numbering counts from ``first_number``."""
    marks = frozenset(block.mark for block in letter.blocks if isinstance(block, (Passage, Advice)))
    blocks = letter.blocks
    straight = any(number and "." not in number for number in map(_number, blocks))
    body = _Body(template, marks, first_number, straight=straight)
    for position, block in enumerate(blocks):
        previous = blocks[position - 1] if position else None
        following = blocks[position + 1] if position + 1 < len(blocks) else None
        body.block(block, previous, following)
    document = (
        f'{XML}<w:document xmlns:w="{WORD}" xmlns:r="{OFFICE}"><w:body>{"".join(body.xml)}{template.section}'
        "</w:body></w:document>"
    )
    return Body(document.encode(), body.said, list(body.links), body.lists)


def _number(block: Block) -> str:
    """The number of a paragraph."""
    return block.number if isinstance(block, (Paragraph, Passage)) else ""


def _run(text: str, look: str) -> str:
    """A run; an empty one is left out."""
    if not text:
        return ""
    if look:
        look = f"<w:rPr>{look}</w:rPr>"
    if "\t" not in text and "\n" not in text:
        return f'<w:r>{look}<w:t xml:space="preserve">{escaped(text)}</w:t></w:r>'
    inner = "".join(
        "<w:tab/>"
        if piece == "\t"
        else "<w:br/>"
        if piece == "\n"
        else f'<w:t xml:space="preserve">{escaped(piece)}</w:t>'
        for piece in _PIECES.split(text)
        if piece
    )
    return f"<w:r>{look}{inner}</w:r>"


def _leads(paragraph: Paragraph, previous: Block | None, following: Block | None) -> bool:
    """Whether a paragraph belongs on the page of what follows: a heading's introduction, or that of a list."""
    if isinstance(following, (BulletList, NumberedList, Table, AddressBlock, SignOff)):
        return True
    return isinstance(previous, Heading) and isinstance(following, (Heading, Advice))


def _shares(shares: Sequence[int], width: int) -> list[int]:
    """The width divided up."""
    widths = [width * share // sum(shares) for share in shares]
    widths[-1] += width - sum(widths)
    return widths


def _widths(table: Table, width: int) -> list[int]:
    """Widths of the columns by their longest texts, none too narrow."""
    columns: Iterable[Sequence[str]] = zip(table.header, *table.rows, strict=True)
    weights = [min(max(max(len(text) for text in column), 12), 34) for column in columns]
    return _shares(weights, width)
