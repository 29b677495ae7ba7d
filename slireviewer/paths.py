"""Where things are: what ships with the program, and the folders it may write to; only this module looks for them."""

import os
from pathlib import Path

import platformdirs

_APP = "slireviewer"
_PACKAGE = Path(__file__).parent


def resource(name: str) -> Path:
    """The file or folder ``name`` ("icons/check.svg") of what ships with the program.

    An installed package carries its resources; in a checkout they lie beside it.
    Raises FileNotFoundError when neither has it.
    """
    for folder in (_PACKAGE / "resources", _PACKAGE.parent / "resources"):
        path = folder / name
        if path.exists():
            return path
    raise FileNotFoundError(f"no resource {name}")


def data_folder() -> Path:
    """The folder for what the program keeps on this computer, not carried along to others; made when missing."""
    return _private(platformdirs.user_data_path(_APP, appauthor=False, roaming=False))


def challenges_folder() -> Path:
    """Where challenges are kept; made when missing."""
    return _private(data_folder() / "challenges")


def state_folder() -> Path:
    """Where the log is kept; made when missing."""
    return _private(platformdirs.user_state_path(_APP, appauthor=False, roaming=False))


def _private(folder: Path) -> Path:
    """``folder``, there and readable by its owner only."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.name == "posix":
        folder.chmod(0o700)
    return folder
