"""A container engine for SAM, with an image of Lambda's runtime: the machine's own, or podman's and one made here."""

import os
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from articles.local.errors import LocalError
from articles.local.sam import architecture
from articles.local.tools import ROOT, interpreter, run

# As SAM asks for it.
IMAGE = f"public.ecr.aws/lambda/python:3.13-{architecture()}"
# The first release of Debian that has Python 3.13.
RELEASE = "trixie"

# It starts what it is asked for as Lambda's own does.
BOOTSTRAP = """\
#!/bin/sh
export PYTHONPATH=/var/task:/opt/python:/var/runtime
exec /usr/bin/python3 -m awslambdaric "$_HANDLER"
"""

# No container starts where a limit of this process is lower than the one that podman would set.
CONFIGURATION = """\
[containers]
default_ulimits = ["nofile={files}:{files}", "nproc=32768:32768"]
[engine]
runtime = "runc"
"""

MOST_FILES = 1_048_576

DOCKER_SOCKET = Path("/var/run/docker.sock")
PATIENCE = 10.0
PULL_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine that runs.

    Attributes:
        command: Its command line, `docker` or `podman`.
        environ: The variables by which SAM, and that command, find it.
    """

    command: str
    environ: Mapping[str, str]


@contextmanager
def an_engine() -> Iterator[Engine]:
    """The engine that DOCKER_HOST names or that listens where Docker does; else podman, started for the block.

    Raises:
        LocalError: No engine runs here, and podman cannot be started.
    """
    if "DOCKER_HOST" in os.environ or DOCKER_SOCKET.is_socket():
        yield Engine("podman" if "podman" in os.environ.get("DOCKER_HOST", "") else "docker", {})
        return
    missing = [each for each in ("podman", "runc") if shutil.which(each) is None]
    if missing or os.geteuid() != 0:
        raise LocalError(f"there is no container engine: {' and '.join(missing) or 'root'} would be needed to run one")
    with tempfile.TemporaryDirectory() as folder:
        configuration = Path(folder, "containers.conf")
        configuration.write_text(_configuration())
        address = Path(folder, "podman.sock")
        environ = {"CONTAINERS_CONF": str(configuration), "DOCKER_HOST": f"unix://{address}"}
        with subprocess.Popen(
            ["podman", "system", "service", "--time=0", f"unix://{address}"],
            env={**os.environ, **environ},
            stderr=subprocess.DEVNULL,  # it complains of clients that have what they want
        ) as service:
            try:
                until = time.monotonic() + PATIENCE
                while not address.is_socket():
                    if service.poll() is not None or time.monotonic() > until:
                        raise LocalError("podman's service does not start")
                    time.sleep(0.1)
                yield Engine("podman", environ)
            finally:
                service.terminate()


def _configuration() -> str:
    _, files = resource.getrlimit(resource.RLIMIT_NOFILE)
    return CONFIGURATION.format(files=MOST_FILES if files == resource.RLIM_INFINITY else min(files, MOST_FILES))


def provide_image(engine: Engine) -> str:
    """Have the image of Lambda's runtime there, pulled or made; tells which.

    Raises:
        LocalError: It can neither be pulled nor made here.
    """
    environ = {**os.environ, **engine.environ}
    if _succeeds([engine.command, "image", "inspect", IMAGE], environ):
        return "which was there"
    if _succeeds([engine.command, "pull", "--quiet", IMAGE], environ):
        return "AWS's own"
    if shutil.which("debootstrap") is None or os.geteuid() != 0:
        raise LocalError(f"{IMAGE} cannot be pulled, and to make one debootstrap and root would be needed")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "root")
        run(["debootstrap", "--variant=minbase", "--include=python3,ca-certificates", RELEASE, root])
        runtime = root / "var/runtime"
        for each in (runtime, root / "var/task", root / "opt"):
            each.mkdir(parents=True, exist_ok=True)
        lock = ROOT / "requirements/lambda.txt"
        command: list[str | Path] = [interpreter("3.13"), "-m", "pip", "install", "--quiet", "--no-deps"]
        run([*command, "--require-hashes", "--target", runtime, "--requirement", lock])
        (runtime / "bootstrap").write_text(BOOTSTRAP)
        (runtime / "bootstrap").chmod(0o755)
        archive = Path(folder, "image.tar")
        run(["tar", "--create", "--directory", root, "--file", archive, "."])
        run([engine.command, "import", "--change", "WORKDIR /var/task", archive, IMAGE], environ)
    return f"made from Debian {RELEASE}"


def _succeeds(command: list[str], environ: Mapping[str, str]) -> bool:
    try:
        subprocess.run(command, env=environ, capture_output=True, timeout=PULL_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return True
