"""What the window remembers between two starts: size, theme, text size. No word of a note."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings


class Settings:
    """The remembered choices of this laptop, in one small ini file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._store = QSettings(str(path), QSettings.Format.IniFormat)

    @property
    def theme(self) -> str:
        """The name of the chosen theme: "light", "dark", or "system" for the one the system has."""
        value = self._store.value("look/theme", "light")
        return value if value in ("light", "dark", "system") else "light"

    @theme.setter
    def theme(self, name: str) -> None:
        self._store.setValue("look/theme", name)

    @property
    def zoom(self) -> int:
        """The size of the text in per cent."""
        value = self._store.value("look/zoom", 100)
        try:
            return int(str(value))
        except ValueError:
            return 100

    @zoom.setter
    def zoom(self, per_cent: int) -> None:
        self._store.setValue("look/zoom", per_cent)

    @property
    def lock_after(self) -> int:
        """After how many minutes without a key or a click the challenge is closed; nought is never."""
        try:
            return max(0, int(str(self._store.value("safety/lock_after", 0))))
        except ValueError:
            return 0

    @lock_after.setter
    def lock_after(self, minutes: int) -> None:
        self._store.setValue("safety/lock_after", minutes)

    @property
    def geometry(self) -> QByteArray:
        """Where the window stood, in Qt's own form; empty at the first start."""
        value = self._store.value("window/geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._store.setValue("window/geometry", value)

    @property
    def side_panel(self) -> bool:
        """Whether the right panel of Capture is wanted where there is room for it."""
        return str(self._store.value("capture/side_panel", "true")).lower() != "false"

    @side_panel.setter
    def side_panel(self, wanted: bool) -> None:
        self._store.setValue("capture/side_panel", "true" if wanted else "false")

    @property
    def letter_panel(self) -> bool:
        """Whether the checks are wanted beside the letter where there is room for them."""
        return str(self._store.value("letter/panel", "true")).lower() != "false"

    @letter_panel.setter
    def letter_panel(self, wanted: bool) -> None:
        self._store.setValue("letter/panel", "true" if wanted else "false")

    @property
    def letter_templates(self) -> list[Path]:
        """The Word templates used on this laptop that are still there, the latest first."""
        value = self._store.value("letter/templates")
        named = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        return [Path(each) for each in named if each and Path(each).is_file()]

    @property
    def letter_template(self) -> str:
        """The template that was used last; "" for the program's own."""
        value = str(self._store.value("letter/template") or "")
        return value if value and Path(value).is_file() else ""

    @letter_template.setter
    def letter_template(self, path: str) -> None:
        self._store.setValue("letter/template", path)
        if path:
            others = [str(each) for each in self.letter_templates if str(each) != path]
            self._store.setValue("letter/templates", [path, *others][:6])


@dataclass(frozen=True, slots=True)
class Opened:
    """A challenge opened on this laptop before: where it is and what it was called."""

    path: Path
    title: str
    when: str


class Recent:
    """The challenges opened on this laptop, the latest first, in one small JSON file."""

    LONGEST = 12

    def __init__(self, path: Path) -> None:
        self._path = path

    def lines(self) -> list[Opened]:
        """The challenges whose file is still there."""
        import json

        try:
            data = json.loads(self._path.read_text(encoding="utf-8"))
            found = [Opened(Path(each["path"]), str(each["title"]), str(each["when"])) for each in data]
        except (OSError, ValueError, TypeError, KeyError):
            return []
        return [each for each in found if each.path.is_file()]

    def add(self, path: Path, title: str, when: datetime) -> None:
        """Remember that this challenge was opened."""
        import json

        path = path.absolute()
        lines = [each for each in self.lines() if each.path != path]
        lines.insert(0, Opened(path, title, when.isoformat(timespec="minutes")))
        data = [{"path": str(each.path), "title": each.title, "when": each.when} for each in lines[: self.LONGEST]]
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._path.with_suffix(".part")
        part.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
        part.replace(self._path)

    def forget(self, path: Path) -> None:
        """Leave that challenge out from now on; its file stays where it is."""
        import json

        lines = [each for each in self.lines() if each.path != path]
        data = [{"path": str(each.path), "title": each.title, "when": each.when} for each in lines]
        self._path.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
