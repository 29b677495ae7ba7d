"""What the checks have to say of the letter: one small card each, with where, why and what would mend it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from slireviewer.checks import Check, Fix, Remark, Severity
from slireviewer.ui.actions import key_words
from slireviewer.ui.cards import button, clear, label, scrolled
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look

MOST = 40  # cards at a time; the others come when these are dealt with


def remark_title(check: Check) -> str:
    """What a remark is called."""
    if check.recognises:
        return QCoreApplication.translate("Remarks", "Someone could be recognised")
    return {
        Check.NOTHING_BEHIND: QCoreApplication.translate("Remarks", "Nothing behind this"),
        Check.ONE_ROOM: QCoreApplication.translate("Remarks", "One room only"),
        Check.CHALLENGED: QCoreApplication.translate("Remarks", "Challenged and unanswered"),
        Check.NOT_OUR_WORDS: QCoreApplication.translate("Remarks", "Not our words"),
        Check.TOO_STRONG: QCoreApplication.translate("Remarks", "Stronger than advice"),
        Check.TYPED_COUNT: QCoreApplication.translate("Remarks", "Count typed, not computed"),
        Check.SILENT_THEME: QCoreApplication.translate("Remarks", "Theme without feedback"),
        Check.LOOSE_RECOMMENDATION: QCoreApplication.translate("Remarks", "Recommendation without a finding"),
        Check.PLACEHOLDER: QCoreApplication.translate("Remarks", "Placeholder left"),
    }.get(check, check.value)


def remark_role(check: Check) -> str:
    """The colour of a remark: rose when somebody could be recognised, amber otherwise."""
    return "danger" if check.recognises else "consideration"


def remark_icon(check: Check) -> str:
    """Its sign."""
    if check.recognises:
        return "user"
    grounds = (Check.NOTHING_BEHIND, Check.ONE_ROOM, Check.CHALLENGED, Check.LOOSE_RECOMMENDATION)
    return "scale" if check in grounds else "triangle-alert"


def fix_words(remark: Remark) -> list[tuple[Fix, str]]:
    """What can be done about a remark, the likeliest first."""
    reword = (Fix.REWORD, QCoreApplication.translate("Remarks", "Reword"))
    leave = (Fix.LEAVE_OUT, QCoreApplication.translate("Remarks", "Remove"))
    look = (Fix.FIND_SOURCES, QCoreApplication.translate("Remarks", "See notes"))
    link = (Fix.FIND_SOURCES, QCoreApplication.translate("Remarks", "Link notes"))
    finding = (Fix.LINK_FINDING, QCoreApplication.translate("Remarks", "Link a finding"))
    soften = (Fix.REWORD, QCoreApplication.translate("Remarks", "Soften"))
    match remark.check:
        case Check.NOTHING_BEHIND if remark.fix is Fix.LINK_FINDING:
            return [finding, leave]
        case Check.NOTHING_BEHIND:
            return [link, leave]
        case Check.ONE_ROOM:
            return [look, soften]
        case Check.CHALLENGED:
            return [look, reword]
        case Check.OFF_RECORD:
            return [look, leave]
        case Check.SILENT_THEME:
            return [(Fix.WRITE_FINDING, QCoreApplication.translate("Remarks", "Write a finding"))]
        case Check.LOOSE_RECOMMENDATION:
            return [finding]
    if remark.replacement:
        return [(Fix.REPLACE, QCoreApplication.translate("Remarks", "Replace")), reword]
    return [reword]


class RemarksCard(QFrame):
    """The remarks on the chapter that is open.

    ``wanted`` asks to show a remark, ``mended`` carries it with what shall be done, ``passed`` with why it may stand.
    """

    wanted = Signal(object)
    mended = Signal(object, object)
    passed = Signal(object, str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._remarks: list[Remark] = []
        self._cards: dict[str, _RemarkCard] = {}
        self.setProperty("role", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 11, 14, 13)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(label(self.tr("Checks"), "section"))
        head.addStretch(1)
        head.addWidget(label(self.tr("{key} next").format(key=key_words("F8")), "key"))
        column.addLayout(head)
        inner = QWidget()
        self._lines = QVBoxLayout(inner)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(9)
        self._area = scrolled(inner, self.tr("Checks"))
        column.addWidget(self._area, 1)
        self._state = label(role="soft", wrap=True)
        self._state.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._state)
        look.changed.connect(self._draw)

    def show_remarks(self, remarks: Sequence[Remark], elsewhere: int, *, ready: bool) -> None:
        """Show these, and how many there are in other chapters; ``ready`` is false while the checks run at first."""
        same = [one.key for one in remarks] == [one.key for one in self._remarks]
        self._remarks = list(remarks)
        if not same or not self._cards:
            self._draw()
        if not ready:
            words = self.tr("Looking …")
        elif remarks:
            words = self.tr("%n more in other sections", "", elsewhere) if elsewhere else ""
        elif elsewhere:
            words = self.tr("Nothing to look at here; %n in other sections.", "", elsewhere)
        else:
            words = self.tr("Nothing to look at. The checks know words, not meanings: read it once more.")
        self._area.setVisible(bool(remarks))  # where it has nothing, the words stand at the top
        self._state.setText(words)
        self._state.setVisible(bool(words))

    def point_out(self, key: str) -> None:
        """Mark one of them as the present one, and bring it to sight."""
        for each, made in self._cards.items():
            made.set_present(each == key)
        if key in self._cards:
            self._area.ensureWidgetVisible(self._cards[key])

    def ask_why(self, key: str) -> None:
        """Ask why one of them may stand."""
        if key in self._cards:
            self._cards[key].ask()

    def first_button(self) -> QWidget | None:
        """Where the focus goes when it comes to this card."""
        return next((made.buttons[0] for made in self._cards.values() if made.buttons), None)

    def _draw(self) -> None:
        clear(self._lines)
        self._cards = {}
        for remark in self._remarks[:MOST]:
            made = _RemarkCard(self._look, remark)
            made.wanted.connect(self.wanted)
            made.mended.connect(self.mended)
            made.passed.connect(self.passed)
            self._cards[remark.key] = made
            self._lines.addWidget(made)
        self._lines.addStretch(1)


class _RemarkCard(QFrame):
    wanted = Signal(object)
    mended = Signal(object, object)
    passed = Signal(object, str)

    def __init__(self, look: Look, remark: Remark) -> None:
        super().__init__()
        self._remark = remark
        self.setProperty("role", "quiet")
        title = remark_title(remark.check)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(5)
        head = QHBoxLayout()
        head.setSpacing(6)
        sign = QLabel()
        sign.setPixmap(look.picture(remark_icon(remark.check), remark_role(remark.check), 15))
        head.addWidget(sign)
        head.addWidget(label(title, "section"), 1)
        column.addLayout(head)
        if remark.severity is Severity.STOP:
            column.addWidget(label(self.tr("This must not go out."), "alarm", wrap=True))
        why = label(self._words(), "soft", wrap=True)
        column.addWidget(why)
        self.setAccessibleName(f"{title}: {self._words()}")
        self.buttons: list[QWidget] = []
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 1, 0, 0)
        row.setSpacing(4)
        for number, (fix, words) in enumerate(fix_words(remark)):
            made = button(words, "" if not number else "bare", name=f"{words}: {self._short()}")
            if fix is Fix.REPLACE:
                made.setToolTip(self.tr("Say “{words}”").format(words=remark.replacement))
            made.clicked.connect(lambda _=False, fix=fix: self.mended.emit(self._remark, fix))
            row.addWidget(made)
            self.buttons.append(made)
        fine = button(self.tr("It’s fine"), "bare", name=f"{self.tr('It’s fine')}: {self._short()}")
        fine.clicked.connect(self.ask)
        row.addWidget(fine)
        row.addStretch(1)
        self.buttons.append(fine)
        column.addWidget(self._row)
        self.why = _Reason()
        self.why.setPlaceholderText(self.tr("Why may this stand? Enter keeps it"))
        self.why.setAccessibleName(self.tr("Why this may stand"))
        self.why.setAccessibleDescription(self.tr("Enter keeps the reason, Esc goes back."))
        self.why.returnPressed.connect(self._pass)
        self.why.left.connect(self._back)
        self.why.hide()
        column.addWidget(self.why)

    def set_present(self, present: bool) -> None:
        """Whether this is the one that is being looked at."""
        role = "next" if present else "quiet"
        if self.property("role") != role:
            self.setProperty("role", role)
            self.style().unpolish(self)
            self.style().polish(self)

    def ask(self) -> None:
        """Ask for a reason in place of the buttons."""
        self._row.hide()
        self.why.show()
        self.why.setFocus()

    def _back(self) -> None:
        self.why.hide()
        self._row.show()
        self.buttons[-1].setFocus()

    def _pass(self) -> None:
        if self.why.text().strip():
            self.passed.emit(self._remark, self.why.text())

    def _short(self) -> str:
        words = " ".join(self._remark.words.split())
        return words if len(words) <= 60 else f"{words[:58].rstrip()}…"

    def _words(self) -> str:
        quoted = f"“{self._short()}” " if self._remark.words else ""
        return f"{quoted}{self._remark.why}"

    @safe(None)
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.wanted.emit(self._remark)


class _Reason(QLineEdit):
    left = Signal()

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


__all__ = ["RemarksCard", "fix_words", "remark_icon", "remark_role", "remark_title"]
