"""A Samba share on this machine, served by Debian's ``smbd`` for one user over the loopback."""

import getpass
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

PASSWORD = "s3cret w@rd/#%"
"""With every character that an address could trip over."""

FOLDERS = ("private dir", "lock directory", "state directory", "cache directory", "pid directory")

SETTINGS = """
[global]
  server role = standalone server
  interfaces = 127.0.0.1/8
  bind interfaces only = yes
  smb ports = {port}
  disable netbios = yes
  disable spoolss = yes
  load printers = no
  printcap name = /dev/null
  passdb backend = tdbsam:{state}/users.tdb
  ncalrpc dir = {state}/ncalrpc
  log file = {state}/log
  {folders}
[returns]
  path = {folder}
  read only = no
"""


@dataclass
class SambaShare:
    """One running server: what is in ``folder`` is on the share."""

    folder: Path
    port: int
    server: subprocess.Popen[bytes]

    def address(self, path: str = "", password: str = PASSWORD) -> str:
        """The address of the share or of a folder on it, with its password."""
        login = f"{quote(getpass.getuser(), safe='')}:{quote(password, safe='')}"
        return f"smb://{login}@127.0.0.1:{self.port}/returns/{path}"

    def stop(self) -> None:
        """Ends the server and all who serve a connection, as a power cut would."""
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()


def has_samba() -> bool:
    """Whether this machine can run the server."""
    return shutil.which("smbd") is not None and shutil.which("smbpasswd") is not None


@contextmanager
def samba_share(folder: Path, state: Path, port: int = 0) -> Iterator[SambaShare]:
    """The share over ``folder``; the server keeps its own files in ``state``; any free ``port``."""
    state.mkdir()
    port = port or free_port()
    settings = state / "smb.conf"
    own = "\n  ".join(f"{name} = {state}" for name in FOLDERS)
    settings.write_text(SETTINGS.format(port=port, state=state, folder=folder, folders=own))
    subprocess.run(
        ["smbpasswd", "-c", settings, "-s", "-a", getpass.getuser()],
        input=f"{PASSWORD}\n{PASSWORD}\n".encode(),
        check=True,
        capture_output=True,
    )
    with (state / "output").open("wb") as output:
        server = subprocess.Popen(
            ["smbd", "--foreground", "--no-process-group", "--debug-stdout", "-s", settings],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    share = SambaShare(folder, port, server)
    try:
        _wait_for(share, state / "output")
        yield share
    finally:
        if server.poll() is None:
            share.stop()


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_for(share: SambaShare, output: Path) -> None:
    for _ in range(200):
        if share.server.poll() is not None:
            break
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", share.port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"smbd does not answer: {output.read_text(errors='replace')[-2000:]}")
