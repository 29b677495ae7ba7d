"""A small box that asks under which finding points shall be filed, and what they do for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLineEdit, QListView, QVBoxLayout, QWidget

from slireviewer.model import LinkRole
from slireviewer.ui.cards import KeyButton, KeyRow, button, label
from slireviewer.ui.narrowing import fold
from slireviewer.ui.rows import ROW, FoundDelegate, Row, Rows
from slireviewer.ui.safe import safe
from slireviewer.ui.theme import Look
from slireviewer.ui.words import role_words

NEW = "new"
_ROLES = {
    LinkRole.SUPPORTS: ("strength", "plus"),
    LinkRole.CHALLENGES: ("consideration", "triangle-alert"),
    LinkRole.CONTEXT: ("context", "info"),
}


class FindingChooser(QDialog):
    """``chosen`` carries the finding and the role; ``made`` the words of a new one and the role. Esc chooses none.

    Without roles (``ask_role`` false) it only asks for a finding.
    """

    chosen = Signal(str, str)
    made = Signal(str, str)

    def __init__(
        self,
        look: Look,
        title: str,
        rows: Sequence[Row],
        parent: QWidget,
        *,
        ask_role: bool = True,
        may_make: bool = True,
        take: str = "",
        new: str = "",
    ) -> None:
        super().__init__(parent)
        self._rows = list(rows)
        self._may_make, self._new = may_make, new or self.tr("New finding")
        self._role = LinkRole.SUPPORTS
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addWidget(label(title, "heading", wrap=True))
        self.field = _Field()
        self.field.setPlaceholderText(
            self.tr("Type part of it, or the words of a new one") if may_make else self.tr("Type part of it")
        )
        self.field.setAccessibleName(self.tr("Which finding"))
        column.addWidget(self.field)
        column.addWidget(self._build_list(look), 1)
        self.roles = KeyRow(look, self.tr("What it does for the finding"))
        if ask_role:
            self._build_roles(look)
            column.addWidget(self.roles)
        column.addLayout(self._build_foot(take or self.tr("File here")))
        self.field.textChanged.connect(self._filter)
        self._filter("")
        self.resize(min(look.px(560), parent.width() - 40), min(look.px(520), parent.height() - 40))
        self.field.setFocus()

    def choose_role(self, role: LinkRole) -> None:
        """File in that role."""
        self._role = role
        for each, said in zip(self.roles.buttons, LinkRole, strict=False):
            each.setChecked(said is role)

    def _build_list(self, look: Look) -> QFrame:
        found = QFrame()
        found.setObjectName("found")
        inside = QVBoxLayout(found)
        inside.setContentsMargins(4, 4, 4, 4)
        self.rows = Rows(self)
        self.list = QListView()
        self.list.setModel(self.rows)
        self.list.setItemDelegate(FoundDelegate(look, self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("Findings"))
        self.list.clicked.connect(self.list.setCurrentIndex)
        self.list.doubleClicked.connect(self._pick)
        inside.addWidget(self.list)
        return found

    def _build_roles(self, look: Look) -> None:
        made = []
        for number, (role, words) in enumerate(role_words().items(), 1):
            colour, icon = _ROLES[role]
            each = KeyButton(look, words, f"Alt {number}", role=colour, icon=icon)
            each.clicked.connect(self._role_setter(role))
            made.append(each)
        self.roles.set_buttons(made)
        self.choose_role(LinkRole.SUPPORTS)

    def _role_setter(self, role: LinkRole) -> Callable[[], None]:
        return lambda: self.choose_role(role)

    def _build_foot(self, take: str) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.addWidget(label(self.tr("↑ ↓ choose, Enter takes it"), "small"), 1)
        away = button(self.tr("Cancel"))
        self._take = button(take, "primary")
        foot.addWidget(away)
        foot.addWidget(self._take)
        away.clicked.connect(self.reject)
        self._take.clicked.connect(lambda: self._pick(self.list.currentIndex()))
        return foot

    def _filter(self, text: str) -> None:
        parts = fold(text).split()
        rows = [row for row in self._rows if all(part in fold(f"{row.title} {row.below}") for part in parts)]
        if self._may_make:
            words = " ".join(text.split())
            title = self.tr("{new}: {words}").format(new=self._new, words=words) if words else self._new
            rows.append(Row(NEW, title, icon="plus", role="accent"))
        self.rows.set_rows(rows)
        self.list.setCurrentIndex(self.rows.index(0) if rows else QModelIndex())
        self._take.setEnabled(bool(rows))

    def _pick(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if not isinstance(row, Row):
            return
        words = " ".join(self.field.text().split())
        self.accept()
        if row.key == NEW:
            self.made.emit(words, str(self._role))
        else:
            self.chosen.emit(row.key, str(self._role))

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}.get(key, 0)
        roles = {Qt.Key.Key_1: LinkRole.SUPPORTS, Qt.Key.Key_2: LinkRole.CHALLENGES, Qt.Key.Key_3: LinkRole.CONTEXT}
        if step:
            place = max(0, min(self.rows.rowCount() - 1, self.list.currentIndex().row() + step))
            self.list.setCurrentIndex(self.rows.index(place))
        elif event.modifiers() == Qt.KeyboardModifier.AltModifier and key in roles:
            self.choose_role(roles[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pick(self.list.currentIndex())
        else:
            super().keyPressEvent(event)


class _Field(QLineEdit):
    """Leaves Alt and a number to the box around it."""

    @safe(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() == Qt.KeyboardModifier.AltModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)
