"""One finding to work on: its words, how far the team is with it, what stands behind it, and what the team says of it.

What is typed is kept as it is typed. Agreeing is agreeing to these words: other words make it a draft again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from slireviewer import storage
from slireviewer.model import Finding, FindingKind, FindingState, ItemId, LinkRole, Recommendation, Theme
from slireviewer.ui.actions import Actions
from slireviewer.ui.cards import Shortened, button, clear, label, line, scrolled
from slireviewer.ui.fields import Choice
from slireviewer.ui.filing import Filing
from slireviewer.ui.growing_field import GrowingField
from slireviewer.ui.listing import Listing
from slireviewer.ui.recommendation_card import RecommendationCard
from slireviewer.ui.rows import Row
from slireviewer.ui.safe import safe
from slireviewer.ui.saving import Saver
from slireviewer.ui.standing import SourceLine, meter_words, paint_meter
from slireviewer.ui.theme import Look
from slireviewer.ui.words import finding_words, role_words

LINK_ICON = {
    LinkRole.SUPPORTS: ("plus", "strength"),
    LinkRole.CHALLENGES: ("triangle-alert", "consideration"),
    LinkRole.CONTEXT: ("info", "context"),
}


@dataclass(frozen=True, slots=True)
class Filed:
    """Something filed under the finding: a point, an excerpt or a whole note, and what it does there."""

    source: ItemId
    role: LinkRole
    text: str
    where: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment of the team as it is shown."""

    key: ItemId
    text: str
    who: str
    resolved: bool


@dataclass(frozen=True, slots=True)
class View:
    """All that is shown of a finding."""

    finding: Finding
    sources: int = 0
    warnings: Sequence[str] = ()
    behind: Sequence[SourceLine] = ()
    filed: Sequence[Filed] = ()
    remarks: Sequence[Remark] = ()
    rests: Sequence[Recommendation] = ()
    themes: Sequence[Theme] = field(default_factory=tuple)


class FindingForm(QWidget):
    """``left`` goes back to the list; ``opened`` carries what is filed and whose notes are wanted; the others ask for
    what needs a box of its own."""

    left = Signal()
    opened = Signal(str)
    history_asked = Signal(str)
    recommend_asked = Signal()
    told = Signal(str)

    def __init__(self, look: Look, actions: Actions, filing: Filing) -> None:
        super().__init__()
        self._look, self._actions, self._filing = look, actions, filing
        self._workspace: storage.Workspace | None = None
        self._view: View | None = None
        self._filling = False
        self.cards: list[RecommendationCard] = []
        self.saver = Saver(self._write, self)
        self.saver.failed.connect(self.told)
        self._build()
        look.changed.connect(self._restyle)
        self._restyle()

    def open(self, workspace: storage.Workspace | None) -> None:
        """Work on findings of that challenge, or of none."""
        self.saver.forget()
        for card in self.cards:
            card.saver.forget()
        clear(self._rests)
        self.cards = []
        self._workspace, self._view = workspace, None

    def shown(self) -> ItemId:
        """The finding that is shown; empty when none is."""
        return self._view.finding.id if self._view is not None else ItemId("")

    def settle(self) -> bool:
        """Keep what was typed; whether that could be done."""
        return all([self.saver.save_now(), *(card.settle() for card in self.cards)])

    def show_view(self, view: View | None) -> None:
        """Show this; words that are being typed are left alone."""
        other = view is None or view.finding.id != self.shown()
        if other:
            self.saver.save_now()
        before, self._view = self._view, view
        if view is None:
            return
        self._filling = True
        if other or not self.saver.unsaved:
            for text, said in ((self.title, view.finding.title), (self.text, view.finding.text)):
                if text.toPlainText() != said:
                    text.setPlainText(said)
        self._show_choices(view)
        self._show_state(view.finding)
        self._show_behind(view)
        self._show_filed(view)
        if other or before is None or before.remarks != view.remarks:
            self._show_remarks(view)
        self._show_rests(view)
        self._filling = False
        if other:
            self._area.verticalScrollBar().setValue(0)

    def begin(self, *, new: bool) -> None:
        """Put the focus into its words; all of them are chosen in a new one, so that typing replaces them."""
        self.title.setFocus()
        if new:
            self.title.selectAll()

    def show_behind(self) -> None:
        """Bring what stands behind it to sight."""
        self._area.ensureWidgetVisible(self.filed, 0, 40)
        self._area.ensureWidgetVisible(self._meter, 0, 12)
        self.filed.setFocus()

    def chosen_sources(self) -> list[ItemId]:
        """What is chosen among what is filed, once each."""
        return list(dict.fromkeys(ItemId(key.partition(" ")[0]) for key in self.filed.taken()))

    # Writing.

    def _now(self) -> Finding | None:
        return self._view.finding if self._view is not None else None

    def _write(self) -> None:
        finding = self._now()
        if finding is None or self._workspace is None:
            return
        with self._workspace.read() as r:
            there = next((each for each in storage.read_findings(r) if each.id == finding.id), None)
        if there is None:
            return
        title, text = self.title.toPlainText(), self.text.toPlainText()
        if (title, text) == (there.title, there.text):
            return
        with self._workspace.edit(self.tr("Write a finding"), origin=self) as e:
            storage.write_finding(e, replace(there, title=title, text=text))

    def _typed(self) -> None:
        if not self._filling:
            self.saver.touch()

    def _choose(self) -> None:
        finding = self._now()
        if self._filling or finding is None or not self.settle():
            return
        theme = self.theme.currentData()
        kind = FindingKind(self.kind.currentData())
        fresh = self._fresh()
        changed = replace(fresh or finding, kind=kind, theme=ItemId(theme) if theme else None)
        if changed != fresh:
            self._filing.write(changed, self.tr("Change a finding"))

    def _fresh(self) -> Finding | None:
        """The finding as it is stored now."""
        if self._workspace is None:
            return None
        with self._workspace.read() as r:
            return next((each for each in storage.read_findings(r) if each.id == self.shown()), None)

    def set_state(self, state: FindingState) -> None:
        """Agree to it, park it, or make it a draft again."""
        if self.shown() and self.settle():
            fresh = self._fresh()
            if fresh is not None:
                self._filing.set_state(fresh, state)

    def _set_role(self) -> None:
        fresh, sources = self._fresh(), self.chosen_sources()
        if not self._filling and fresh is not None and sources:
            self._filing.set_role(fresh, sources, LinkRole(self.role.currentData()))

    def take_off(self) -> None:
        """Take what is chosen among what is filed off the finding."""
        fresh, sources = self._fresh(), self.chosen_sources()
        if fresh is not None and sources:
            self._filing.take_off(fresh, sources)

    def _comment(self) -> None:
        text = " ".join(self.remark.text().split())
        finding = self._now()
        if text and finding is not None and self._filing.comment(finding, text):
            self.remark.clear()

    # Showing.

    def _show_choices(self, view: View) -> None:
        self.kind.setCurrentIndex(self.kind.findData(str(view.finding.kind)))
        keys = [theme.id for theme in view.themes]
        if [self.theme.itemData(row) for row in range(1, self.theme.count())] != keys:
            self.theme.clear()
            self.theme.addItem(self.tr("No theme"), "")
            for theme in view.themes:
                self.theme.addItem(f"   {theme.title}" if theme.parent else theme.title, theme.id)
        self.theme.setCurrentIndex(max(0, self.theme.findData(view.finding.theme or "")))

    def _show_state(self, finding: Finding) -> None:
        words = {
            FindingState.DRAFT: self.tr("Draft: not in the letter yet."),
            FindingState.AGREED: self.tr("Agreed: these words go into the letter."),
            FindingState.PARKED: self.tr("Parked: kept, and nothing is said of it."),
        }[finding.state]
        if finding.lapsed:
            words = self.tr("The words have changed since the team agreed. Agree again when they are right.")
        self._state.setText(words)
        agreed = finding.state is FindingState.AGREED
        icon, role = {
            FindingState.DRAFT: ("pencil", "text_soft"),
            FindingState.AGREED: ("check-check", "strength"),
            FindingState.PARKED: ("package", "text_soft"),
        }[finding.state]
        if finding.lapsed:
            icon, role = "triangle-alert", "consideration"
        self._state_sign.setPixmap(self._look.picture(icon, role, 16))
        self.agree.setText(self.tr("Draft again") if agreed else self.tr("Agree"))
        self.agree.setAccessibleName(self.agree.text())
        self.agree.setProperty("role", "" if agreed else "primary")
        self.agree.style().unpolish(self.agree)
        self.agree.style().polish(self.agree)
        self.park.setText(self.tr("Take up again") if finding.state is FindingState.PARKED else self.tr("Park"))
        self.park.setAccessibleName(self.park.text())

    def _show_behind(self, view: View) -> None:
        self._meter.show_sources(view.sources)
        clear(self._behind)
        for words in view.warnings:
            self._behind.addLayout(self._marked("triangle-alert", "consideration", words, ""))
        for number, source in enumerate((each for each in view.behind if each.counts), 1):
            self._behind.addLayout(self._numbered(str(number), source))
        beside = [each for each in view.behind if not each.counts]
        if beside:
            self._behind.addWidget(label(self.tr("Heard about it as well, and not counted:"), "small", wrap=True))
        for source in beside:
            self._behind.addLayout(self._numbered("–", source))

    def _numbered(self, number: str, source: SourceLine) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        sign = label(number, "smallstrong")
        sign.setFixedWidth(self._look.px(16))
        sign.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(label(source.title, wrap=True))
        column.addWidget(label(source.below, "small", wrap=True))
        row.addLayout(column, 1)
        return row

    def _marked(self, icon: str, role: str, words: str, below: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        sign = QLabel()
        sign.setPixmap(self._look.picture(icon, role, 15))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(words, "soft", wrap=True), 1)
        return row

    def _show_filed(self, view: View) -> None:
        words = role_words()
        order = {role: number for number, role in enumerate(LinkRole)}
        rows = []
        for each in sorted(view.filed, key=lambda filed: order[filed.role]):
            icon, role = LINK_ICON[each.role]
            below = " · ".join(part for part in (words[each.role], each.where) if part)
            rows.append(Row(f"{each.source} {each.role}", each.text, below, icon=icon, role=role))
        self.filed.fill(rows)
        self.filed.setVisible(bool(rows))
        self.filed.setFixedHeight(self._look.px(50) * min(5, max(1, len(rows))) + 4)
        for widget in (self.role, self.off, self.split):
            widget.setVisible(bool(rows))
        self._nothing.setVisible(not rows)
        self._show_role(self.filed.current())

    def _show_role(self, key: str) -> None:
        role = key.partition(" ")[2]
        if role:
            filling, self._filling = self._filling, True
            self.role.setCurrentIndex(self.role.findData(role))
            self._filling = filling

    def _show_remarks(self, view: View) -> None:
        clear(self._remarks)
        for each in view.remarks:
            self._remarks.addLayout(self._remark_row(each))

    def _remark_row(self, remark: Remark) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(label(remark.text, "soft" if remark.resolved else "", wrap=True))
        column.addWidget(Shortened(remark.who, "small"))
        row.addLayout(column, 1)
        words = self.tr("Open again") if remark.resolved else self.tr("Settle")
        turn = button(words, "link", name=self.tr("{what}: {text}").format(what=words, text=remark.text))
        turn.clicked.connect(self._turner(remark))
        row.addWidget(turn, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _turner(self, remark: Remark) -> Callable[[], None]:
        return lambda: self._filing.resolve(remark.key, resolved=not remark.resolved)

    def _show_rests(self, view: View) -> None:
        if [each.id for each in view.rests] == [card.key() for card in self.cards]:
            for card, each in zip(self.cards, view.rests, strict=True):
                card.show_it(each)
            return
        for card in self.cards:
            card.settle()
        clear(self._rests)
        self.cards = []
        if self._workspace is None:
            return
        for each in view.rests:
            card = RecommendationCard(self._look, self._workspace, each)
            card.removed.connect(lambda key: self._filing.rest(ItemId(key), self.shown(), on=False))
            card.told.connect(self.told)
            self.cards.append(card)
            self._rests.addWidget(card)

    # Building.

    def _build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addLayout(self._build_head())
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(4, 0, 10, 8)
        column.setSpacing(8)
        self._build_words(column)
        column.addWidget(line())
        self._build_standing(column)
        column.addWidget(line())
        self._build_recommendations(column)
        column.addWidget(line())
        self._build_remarks(column)
        column.addStretch(1)
        self._area = scrolled(inner, self.tr("This finding"))
        whole.addWidget(self._area, 1)

    def _build_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        self.back = button(self.tr("All findings"), "bare", name=self.tr("Back to all findings"))
        self.back.setToolTip(self.tr("Esc"))
        self.back.clicked.connect(self.left)
        self.history = button("", "bare", name=self.tr("History of this finding"))
        self.history.setToolTip(self.tr("History of this finding   Ctrl H"))
        self.history.clicked.connect(lambda: self.history_asked.emit(self.shown()))
        self.more = button("", "bare", name=self.tr("This finding, menu"))
        self.more.setToolTip(self.tr("Merge, split, delete"))
        menu = QMenu(self.more)
        menu.setAccessibleName(self.tr("This finding"))
        for name in ("merge_finding", "split_finding"):
            menu.addAction(self._actions[name])
        menu.addSeparator()
        self.delete = menu.addAction(self.tr("Delete this finding"))
        menu.aboutToShow.connect(lambda: self._actions.colour_icons("merge_finding", "split_finding"))
        self.more.setMenu(menu)
        head.addWidget(self.back)
        head.addStretch(1)
        head.addWidget(self.history)
        head.addWidget(self.more)
        return head

    def _build_words(self, column: QVBoxLayout) -> None:
        self.kind, self.theme = Choice(self._look), Choice(self._look)
        for kind, words in finding_words().items():
            self.kind.addItem(words, str(kind))
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        for place, (choice, name) in enumerate(((self.kind, self.tr("Kind")), (self.theme, self.tr("Theme")))):
            choice.setAccessibleName(name)
            choice.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            choice.activated.connect(lambda _: self._choose())
            grid.addWidget(label(name, "small"), 0, place)
            grid.addWidget(choice, 1, place)
            grid.setColumnStretch(place, 1)
        column.addLayout(grid)
        self.title = GrowingField(self._look, self.tr("What we say, in a sentence"), 2)
        self.text = GrowingField(self._look, self.tr("More about it"), 3)
        for text in (self.title, self.text):
            column.addWidget(label(text.accessibleName(), "small"))
            column.addWidget(text)
            text.textChanged.connect(self._typed)
            text.left.connect(self.saver.save_now)
        row = QHBoxLayout()
        row.setSpacing(8)
        self._state_sign = QLabel()
        row.addWidget(self._state_sign, 0, Qt.AlignmentFlag.AlignTop)
        self._state = label("", "soft", wrap=True)
        row.addWidget(self._state, 1)
        column.addLayout(row)
        buttons = QHBoxLayout()
        self.agree = button(self.tr("Agree"), "primary")
        self.agree.setToolTip(self.tr("Ctrl Enter"))
        self.agree.clicked.connect(self._actions["agree_finding"].trigger)
        self.park = button(self.tr("Park"))
        self.park.clicked.connect(self._turn_parked)
        buttons.addWidget(self.agree)
        buttons.addWidget(self.park)
        buttons.addStretch(1)
        column.addLayout(buttons)

    def _turn_parked(self) -> None:
        finding = self._now()
        if finding is not None:
            parked = finding.state is FindingState.PARKED
            self.set_state(FindingState.DRAFT if parked else FindingState.PARKED)

    def _build_standing(self, column: QVBoxLayout) -> None:
        head = QHBoxLayout()
        head.addWidget(label(self.tr("What stands behind it"), "section"), 1)
        self._meter = Meter(self._look)
        head.addWidget(self._meter)
        column.addLayout(head)
        self._behind = QVBoxLayout()
        self._behind.setSpacing(6)
        column.addLayout(self._behind)
        self._nothing = label(self.tr("Choose points and press F to file them here."), "soft", wrap=True)
        column.addWidget(self._nothing)
        self.filed = Listing(self._look, self.tr("Filed under this finding"))
        self.filed.several()
        self.filed.chosen.connect(self._show_role)
        self.filed.picked.connect(lambda key: self.opened.emit(key.partition(" ")[0]))
        column.addWidget(self.filed)
        row = QHBoxLayout()
        self.role = Choice(self._look)
        self.role.setAccessibleName(self.tr("What it does for the finding"))
        self.role.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for role, words in role_words().items():
            self.role.addItem(words, str(role))
        self.role.activated.connect(lambda _: self._set_role())
        self.off = button(self.tr("Take off"), name=self.tr("Take off this finding"))
        self.off.clicked.connect(self.take_off)
        self.split = button(self.tr("Split off"), name=self.tr("Split the chosen ones off, as a new finding"))
        self.split.setToolTip(self.tr("Choose one or more with Shift or Ctrl: they become a finding   Ctrl Shift M"))
        self.split.clicked.connect(self._actions["split_finding"].trigger)
        row.addWidget(self.role, 1)
        row.addWidget(self.off)
        row.addWidget(self.split)
        column.addLayout(row)

    def _build_recommendations(self, column: QVBoxLayout) -> None:
        head = QHBoxLayout()
        head.addWidget(label(self.tr("Recommendations that rest on it"), "section"), 1)
        self.recommend = button(self.tr("Add…"), "link", name=self.tr("Rest a recommendation on this finding"))
        self.recommend.clicked.connect(self.recommend_asked)
        head.addWidget(self.recommend)
        column.addLayout(head)
        self._rests = QVBoxLayout()
        self._rests.setSpacing(4)
        column.addLayout(self._rests)

    def _build_remarks(self, column: QVBoxLayout) -> None:
        column.addWidget(label(self.tr("In the team"), "section"))
        self._remarks = QVBoxLayout()
        self._remarks.setSpacing(8)
        column.addLayout(self._remarks)
        self.remark = QLineEdit()
        self.remark.setPlaceholderText(self.tr("Say something to the team"))
        self.remark.setAccessibleName(self.tr("Comment on this finding"))
        self.remark.setAccessibleDescription(self.tr("Enter adds it. Comments stay in the team."))
        self.remark.returnPressed.connect(self._comment)
        column.addWidget(self.remark)

    def _restyle(self) -> None:
        for each, icon in (
            (self.back, "arrow-left"),
            (self.history, "history"),
            (self.more, "ellipsis"),
        ):
            each.setIcon(self._look.icon(icon, "text_soft", 16))
            each.setIconSize(QSize(self._look.px(16), self._look.px(16)))
        if self._view is not None:
            view, self._view = self._view, None
            self.saver.save_now()
            self.show_view(view)

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() == Qt.Key.Key_Delete and self.filed.hasFocus():
            self.take_off()
        else:
            super().keyPressEvent(event)


class Meter(QWidget):
    """Dots and the number of sources."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._sources = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_sources(self, sources: int) -> None:
        """Show that number."""
        self._sources = sources
        self.setAccessibleName(meter_words(sources))
        self.updateGeometry()
        self.update()

    @safe(QSize())
    def sizeHint(self) -> QSize:
        return QSize(self._look.px(130), self._look.px(20))

    @safe(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_meter(painter, self._look, QPoint(self.width() - 2, self.height() // 2), self._sources)
        painter.end()
