"""See that Qt can be loaded: on Linux it leans on libraries of the system that a bare machine lacks.

As root on Debian or Ubuntu the missing packages are installed; for anybody else the line to run is printed.
"""

import ctypes
import os
import shutil
import subprocess
import sys

ALWAYS = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
ON_A_SCREEN = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


def missing(libraries: dict[str, str]) -> list[str]:
    """The packages of those libraries that cannot be loaded."""
    packages = []
    for library, package in libraries.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            packages.append(package)
    return packages


def install(packages: list[str]) -> None:
    """Install with apt, after one look at what is new there."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-q"], env=environment, check=True)
    subprocess.run(["apt-get", "install", "-qy", "--no-install-recommends", *packages], env=environment, check=True)


def trouble() -> str:
    """What keeps a process of its own from starting Qt without a screen; nothing when it starts."""
    start = "from PySide6.QtWidgets import QApplication; QApplication([])"
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    ended = subprocess.run([sys.executable, "-c", start], env=environment, capture_output=True, text=True, check=False)
    if ended.returncode == 0:
        return ""
    return ended.stderr.strip() or f"Qt stopped with status {ended.returncode}"


def main() -> int:
    """0 when Qt can be used here."""
    if sys.platform != "linux":
        return 0
    wanted = ALWAYS | ON_A_SCREEN
    packages = missing(wanted)
    if packages and shutil.which("apt-get") and os.geteuid() == 0:
        install(packages)
        packages = missing(wanted)
    if packages:
        print("Qt needs libraries that this computer lacks. On Debian and Ubuntu, run this once:", file=sys.stderr)
        print(f"    sudo apt-get install -y {' '.join(packages)}", file=sys.stderr)
    screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if screen and missing(ON_A_SCREEN):
        return 1
    reason = trouble()
    if reason and not missing(ALWAYS):
        print(reason, file=sys.stderr)
    return 1 if reason else 0


if __name__ == "__main__":
    sys.exit(main())
