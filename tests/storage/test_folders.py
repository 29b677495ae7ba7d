"""Where a challenge may be kept: cases, without any network or sync program."""

from __future__ import annotations

from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from slireviewer import storage
from slireviewer.errors import ReviewError
from slireviewer.model import NO_ITEM, Challenge
from slireviewer.storage import folders
from slireviewer.storage.folders import Place, mounted, parse_mac_mounts, parse_mounts, why_not
from tests.support import PASSPHRASE, copy_of, team

POSIX, WINDOWS = PurePosixPath, PureWindowsPath


@pytest.mark.parametrize(
    "place",
    [
        Place(POSIX("/home/ada/.local/share/slireviewer/challenges/a.slir"), "ext4", "/"),
        Place(POSIX("/home/ada/a.slir"), "btrfs", "/home"),
        Place(POSIX("/media/ada/STICK/a.slir"), "vfat", "/media/ada/STICK"),
        Place(POSIX("/tmp/a.slir"), "tmpfs", "/tmp"),
        Place(POSIX("/shared/a.slir"), "9p", "/shared"),
        Place(POSIX("/mnt/c/Users/ada/a.slir"), "9p", "/mnt/c"),
        Place(POSIX("/opt/a.slir"), "overlay", "/"),
        Place(POSIX("/home/ada/a.slir"), "fuse.ecryptfs", "/home/ada"),
        Place(POSIX("/srv/a.slir"), "nfs4", "/"),  # a machine without any disk of its own
        Place(POSIX("/Users/ada/Library/Application Support/slireviewer/a.slir"), "apfs", "/System/Volumes/Data"),
        Place(POSIX("/home/ada/dropbox-notes/a.slir"), "ext4", "/"),
        Place(POSIX("/home/ada/onedrive.slir"), "ext4", "/"),
        Place(WINDOWS(r"C:\Users\Ada\AppData\Local\slireviewer\challenges\a.slir"), drive=3),
        Place(WINDOWS(r"\\?\C:\Users\Ada\a.slir"), drive=3),
        Place(WINDOWS(r"E:\a.slir"), drive=2),
        Place(WINDOWS(r"C:\Users\Ada\OneDriveNotes\a.slir"), drive=3, synced={r"C:\Users\Ada\OneDrive": "OneDrive"}),
        Place(WINDOWS(r"C:\Work\a.slir"), drive=3, synced={"": "OneDrive"}),
    ],
    ids=lambda place: str(place.path),
)
def test_folders_of_this_laptop_are_fine(place: Place) -> None:
    assert why_not(place) == ""


def of(path: PurePath, why: str, **more: object) -> object:
    return pytest.param(Place(path, **more), why, id=f"{path} {why}")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("place", "why"),
    [
        of(WINDOWS(r"\\server\team\a.slir"), "another computer"),
        of(WINDOWS(r"\\?\UNC\server\team\a.slir"), "another computer"),
        of(WINDOWS("//server/team/a.slir"), "another computer"),
        of(WINDOWS(r"H:\a.slir"), "network drive", drive=4),
        of(WINDOWS(r"C:\Users\Ada\OneDrive\a.slir"), "OneDrive", drive=3),
        of(WINDOWS(r"C:\Users\Ada\OneDrive - Anytown Council\Visit\a.slir"), "OneDrive", drive=3),
        of(WINDOWS(r"D:\Mine\Visit\a.slir"), "OneDrive", drive=3, synced={r"d:\mine": "OneDrive"}),
        of(WINDOWS(r"C:\Users\Ada\Dropbox (Team)\a.slir"), "Dropbox", drive=3),
        of(WINDOWS(r"C:\Users\Ada\iCloudDrive\a.slir"), "iCloud", drive=3),
        of(WINDOWS(r"C:\Users\Ada\SharePoint\Team\a.slir"), "SharePoint", drive=3),
        of(POSIX("/mnt/share/a.slir"), "network drive", system="cifs", mount="/mnt/share"),
        of(POSIX("/home/ada/a.slir"), "network drive", system="nfs4", mount="/home"),
        of(POSIX("/home/ada/far/a.slir"), "network drive", system="fuse.sshfs", mount="/home/ada/far"),
        of(POSIX("/run/user/1/gvfs/x/a.slir"), "network drive", system="fuse.gvfsd-fuse", mount="/run/user/1/gvfs"),
        of(POSIX("/Volumes/team/a.slir"), "network drive", system="smbfs", mount="/Volumes/team"),
        of(POSIX("/Users/ada/Library/Mobile Documents/com~apple~CloudDocs/a.slir"), "iCloud", system="apfs", mount="/"),
        of(POSIX("/Users/ada/Library/CloudStorage/OneDrive-Anytown/a.slir"), "sync program", system="apfs", mount="/"),
        of(POSIX("/home/ada/Dropbox/a.slir"), "Dropbox", system="ext4", mount="/"),
        of(POSIX("/home/ada/things/a.slir"), "Dropbox", markers=frozenset({".dropbox"})),
        of(POSIX("/home/ada/things/a.slir"), "Syncthing", markers=frozenset({".stfolder"})),
        of(POSIX("/home/ada/Google Drive/a.slir"), "Google Drive"),
    ],
)  # fmt: skip
def test_networks_and_sync_programs_are_refused(place: Place, why: str) -> None:
    assert why in why_not(place)


def test_mounts_are_read() -> None:
    text = (
        "sysfs /sys sysfs rw 0 0\n/dev/sda1 / ext4 rw 0 0\n//nas/team /mnt/the\\040team cifs rw 0 0\nhalf a line\n"
        "tmpfs /tmp tmpfs rw 0 0\nserver:/x /tmp nfs4 rw 0 0\n"
    )
    mounts = parse_mounts(text)
    assert mounted("/mnt/the team/a", mounts) == ("cifs", "/mnt/the team")
    assert mounted("/mnt/the teams/a", mounts) == ("ext4", "/")
    assert mounted("/tmp/a", mounts) == ("nfs4", "/tmp"), "what is mounted last is on top"
    assert mounted("/", mounts) == ("ext4", "/")
    assert mounted("/x", {}) == ("", "")
    text = "/dev/disk3s1 on / (apfs, local)\n//ada@nas/team on /Volumes/the (old) team (smbfs, nodev)\nnothing\n"
    assert parse_mac_mounts(text) == {"/": "apfs", "/Volumes/the (old) team": "smbfs"}


def test_a_challenge_is_neither_made_nor_opened_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = tmp_path / "cloud" / "deeper"
    path = copy_of(team().peer(2), cloud.parent)
    monkeypatch.setenv("OneDrive", str(cloud.parent))
    host = Challenge(id=NO_ITEM, councils=("Port Brannock",), framework="cpc-2021")
    for attempt in (
        lambda: storage.open_challenge(path, PASSPHRASE),
        lambda: storage.create_challenge(cloud / "a.slir", PASSPHRASE, host),
        lambda: storage.join_challenge(team().quick_starter, PASSPHRASE, cloud / "b.slir", PASSPHRASE, "k-r2"),
        lambda: storage.repair(path, PASSPHRASE, cloud / "c.slir"),
        lambda: storage.restore_into(cloud / "d.slir", path, PASSPHRASE),
    ):
        with pytest.raises(ReviewError, match=r"kept in step by OneDrive.*keep it on this laptop.*packages.*\.$"):
            attempt()
    assert not cloud.exists()
    with storage.open_challenge(path, PASSPHRASE, writing=False) as w, w.read() as r:
        assert storage.status(r)["me"] == "Ivo Fenn", "what is there already can still be looked at"
    with monkeypatch.context() as context:
        context.delenv("OneDrive")
        (cloud.parent / ".dropbox").write_text("")
        with pytest.raises(ReviewError, match="Dropbox"):
            storage.open_challenge(path, PASSPHRASE)


def test_a_link_does_not_hide_where_a_file_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cloud").mkdir()
    (tmp_path / "innocent").symlink_to(tmp_path / "cloud")
    monkeypatch.setenv("OneDriveCommercial", str((tmp_path / "cloud").resolve()))
    with pytest.raises(ReviewError, match="OneDrive"):
        storage.refuse_unsafe(tmp_path / "innocent" / "a.slir")


def test_the_settings_of_dropbox_name_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, box = tmp_path / "home", tmp_path / "box"
    (home / ".dropbox").mkdir(parents=True)
    (home / ".dropbox" / "info.json").write_text(f'{{"personal": {{"path": "{box.as_posix()}"}}}}')
    monkeypatch.setattr(Path, "home", lambda: home)
    assert "Dropbox" in why_not(folders.look(box / "a.slir"))
    assert why_not(folders.look(home / "a.slir")) == "", "a home folder with settings of Dropbox is not synced"
    for said in ("{", "[]", '{"personal": 3}', '{"personal": {}}'):
        (home / ".dropbox" / "info.json").write_text(said)
        assert why_not(folders.look(box / "a.slir")) == ""


def test_a_new_place_is_judged_by_the_folder_that_is_there(tmp_path: Path) -> None:
    place = folders.look(tmp_path / "not" / "there" / "yet" / "a.slir")
    assert place.path == tmp_path.resolve() / "not" / "there" / "yet" / "a.slir"
    storage.refuse_unsafe(tmp_path / "not" / "there" / "yet" / "a.slir")
