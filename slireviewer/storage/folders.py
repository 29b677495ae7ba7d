"""Where a challenge may be kept: on this laptop, never where a network or a sync program would copy it half-written."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path, PurePath, PureWindowsPath

from slireviewer import paths
from slireviewer.errors import ReviewError

# How Linux and macOS call file systems whose files are on another machine.
_NETWORK = frozenset(
    ("nfs", "nfs3", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afpfs", "afs", "ncpfs", "coda", "davfs", "webdav", "ceph",
     "glusterfs", "lustre", "vboxsf", "vmhgfs", "prl_fs", "ftp")
)  # fmt: skip
_NETWORK_FUSE = (
    "sshfs", "davfs", "rclone", "s3fs", "gvfsd", "kio-fuse", "glusterfs", "ceph", "curlftpfs", "smbnetfs", "vmhgfs",
    "google-drive", "onedrive", "dropbox", "gcsfuse", "goofys",
)  # fmt: skip
_LOCAL = re.compile(r"\\\\[?.]\\[A-Za-z]:\Z")  # a long path of Windows, written out
_REMOTE_DRIVE = 4  # GetDriveType: DRIVE_REMOTE

# Variables of the environment that name a synced folder.
_VARIABLES = {"OneDrive": "OneDrive", "OneDriveConsumer": "OneDrive", "OneDriveCommercial": "OneDrive"}
# What sync programs leave in the topmost folder that they keep.
_MARKERS = {
    ".dropbox": "Dropbox", ".dropbox.cache": "Dropbox", ".tmp.drivedownload": "Google Drive",
    ".tmp.driveupload": "Google Drive", ".stfolder": "Syncthing", ".owncloudsync.log": "ownCloud",
    ".nextcloudsync.log": "Nextcloud", ".849C9593-D756-4E56-8D6E-42412F2A707B": "OneDrive",
}  # fmt: skip
# How such folders are called: the whole name, or its beginning.
_NAMES = {
    "onedrive": "OneDrive", "dropbox": "Dropbox", "google drive": "Google Drive", "googledrive": "Google Drive",
    "icloud drive": "iCloud Drive", "iclouddrive": "iCloud Drive", "mobile documents": "iCloud Drive",
    "nextcloud": "Nextcloud", "owncloud": "ownCloud", "box sync": "Box",
    "sharepoint": "SharePoint", "syncthing": "Syncthing",
}  # fmt: skip
_BEGINNINGS = {
    "onedrive -": "OneDrive", "dropbox (": "Dropbox", "sharepoint -": "SharePoint", "googledrive-": "Google Drive",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of where a file would lie: nothing is looked up any more to decide about it.

    ``system`` and ``mount`` are the kind of file system and where it begins; ``drive`` is what Windows says of the
    drive; ``markers`` are names found in the folders above; ``synced`` maps known synced folders to their programs.
    """

    path: PurePath
    system: str = ""
    mount: str = ""
    drive: int = 0
    markers: frozenset[str] = frozenset()
    synced: Mapping[str, str] = field(default_factory=dict)


def why_not(place: Place) -> str:
    """Why a challenge must not be kept there, as the end of a sentence; "" when it may be."""
    path = place.path
    windows = isinstance(path, PureWindowsPath)
    if windows and path.drive.startswith("\\\\") and not _LOCAL.match(path.drive):
        return "is on another computer in the network"
    if place.drive == _REMOTE_DRIVE or _is_remote(place):
        return "is on a network drive"
    for folder, program in place.synced.items():
        if folder and path.is_relative_to(type(path)(folder)):
            return f"is kept in step by {program}"
    for marker, program in _MARKERS.items():
        if marker in place.markers:
            return f"is kept in step by {program}"
    names = [part.casefold() for part in path.parts[:-1]]
    if ("library", "cloudstorage") in pairwise(names):
        return "is kept in step by a sync program"
    for name in names:
        program = _NAMES.get(name, "") or next((p for start, p in _BEGINNINGS.items() if name.startswith(start)), "")
        if program:
            return f"is kept in step by {program}"
    return ""


def _is_remote(place: Place) -> bool:
    # What the whole system runs from is all there is: such a machine has no disk of its own to go to.
    if place.mount == "/":
        return False
    system = place.system.casefold()
    return system in _NETWORK or (system.startswith("fuse.") and any(name in system for name in _NETWORK_FUSE))


def refuse_unsafe(path: Path) -> None:
    """Raise ReviewError when a challenge in ``path`` could be spoilt by a network or by a sync program."""
    why = why_not(look(path))
    if why:
        raise ReviewError(
            f"{path.parent} {why}, where a challenge can be spoilt while it is written: keep it on this laptop, for "
            f"example in {paths.challenges_folder()}, and share packages instead."
        )


# ---- looking -----------------------------------------------------------------------------------------------


def look(path: Path) -> Place:
    """What this system knows of the place."""
    there = path.parent
    while not there.exists() and there != there.parent:
        there = there.parent
    whole = there.resolve() / path.relative_to(there)
    system, mount = _file_system(there.resolve())
    return Place(whole, system, mount, _drive(whole), _found_markers(there.resolve()), _synced_folders())


def _found_markers(folder: Path) -> frozenset[str]:
    # Dropbox leaves a file of this name in what it keeps, and a folder for its settings in the home folder.
    return frozenset(
        marker
        for each in (folder, *folder.parents)
        for marker in _MARKERS
        if os.path.lexists(each / marker) and not (marker == ".dropbox" and (each / marker).is_dir())
    )


def _synced_folders() -> dict[str, str]:
    known = {os.environ[name]: program for name, program in _VARIABLES.items() if os.environ.get(name)}
    homes = [
        Path.home() / ".dropbox",
        *(Path(os.environ[v]) / "Dropbox" for v in ("APPDATA", "LOCALAPPDATA") if v in os.environ),
    ]
    for home in homes:
        try:
            said = json.loads((home / "info.json").read_text("utf-8"))
            known.update({str(account["path"]): "Dropbox" for account in said.values()})
        except (OSError, ValueError, AttributeError, TypeError, KeyError):
            continue
    known.update(dict.fromkeys(_registered(), "OneDrive"))
    return known


if sys.platform == "win32":
    import ctypes
    import winreg

    def _drive(path: Path) -> int:
        return int(ctypes.windll.kernel32.GetDriveTypeW(path.anchor))

    def _registered() -> list[str]:
        """The folders that OneDrive keeps in step, those of SharePoint sites among them."""
        found = []
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, r"Software\SyncEngines\Providers\OneDrive") as engines:
                for at in range(winreg.QueryInfoKey(engines)[0]):
                    with winreg.OpenKey(engines, winreg.EnumKey(engines, at)) as engine:
                        found.append(str(winreg.QueryValueEx(engine, "MountPoint")[0]))
        except OSError:
            pass
        return found

    def _file_system(path: Path) -> tuple[str, str]:
        return "", ""

else:

    def _drive(path: Path) -> int:
        return 0

    def _registered() -> list[str]:
        return []

    def _file_system(path: Path) -> tuple[str, str]:
        """The kind of file system that ``path`` is on, and where it is mounted."""
        try:
            if sys.platform == "darwin":
                import subprocess

                text = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=5, check=False).stdout
                return mounted(str(path), parse_mac_mounts(text))
            return mounted(str(path), parse_mounts(Path("/proc/self/mounts").read_text("utf-8", "surrogateescape")))
        except (OSError, ValueError):
            return "", ""


def parse_mounts(text: str) -> dict[str, str]:
    """Mount point → kind, of the lines of /proc/self/mounts; of several mounts on one point the last counts."""
    found = {}
    for line in text.splitlines():
        parts = line.split(" ")
        if len(parts) >= 3:
            point = parts[1]
            for code, sign in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
                point = point.replace(code, sign)
            found[point] = parts[2]
    return found


def parse_mac_mounts(text: str) -> dict[str, str]:
    """Mount point → kind, of what ``mount`` prints on macOS."""
    found = {}
    for line in text.splitlines():
        _, on, rest = line.partition(" on ")
        point, bracket, kind = rest.rpartition(" (")
        if on and bracket:
            found[point] = kind.split(",")[0].rstrip(")")
    return found


def mounted(path: str, mounts: Mapping[str, str]) -> tuple[str, str]:
    """The kind and the mount point of the file system that holds ``path``."""
    holding = [point for point in mounts if path == point or path.startswith(point.rstrip("/") + "/")]
    point = max(holding, key=len, default="")
    return mounts.get(point, ""), point
