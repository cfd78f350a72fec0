"""An emulator of AWS on this machine, reached under AWS's own names: ministack, which nobody here wrote.

It speaks TLS, and checks what IAM allows. A proxy leads every name of AWS to it, so that clients are used as they are
used with AWS: the AWS CLI, SAM, boto3 and curl need no other address, only the environment that `Emulator` has.
"""

import http.client
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from articles.local.errors import LocalError
from articles.local.tools import environment, interpreter

from tests.rehearsal.proxy import Proxy

HOST = "127.0.0.1"
REGION = "us-east-1"
# The functions run on the Python that the emulator runs on.
PYTHON = "3.13"
# What the emulator's certificate is for; a star stands for one label.
NAMES = (
    "localhost",
    f"*.{REGION}.amazonaws.com",
    "*.amazonaws.com",
    f"*.s3.{REGION}.amazonaws.com",
    "*.s3.amazonaws.com",
    f"*.execute-api.{REGION}.amazonaws.com",
    "*.cloudfront.net",
)
_START = 60


@dataclass(frozen=True)
class Emulator:
    """A running emulator.

    Attributes:
        environ: The environment of whatever talks to it.
        log: What it writes, and what the functions write.
        commands: The folder of its commands, with the AWS CLI.
        port: Its port on this machine, for what is named in the template.
        state: Where it keeps nothing that has to last.
    """

    environ: Mapping[str, str]
    log: Path
    commands: Path
    port: int
    state: Path


def tools() -> Path:
    """Install the emulator and the AWS CLI, if need be; gives the folder of their commands.

    Raises:
        LocalError: They cannot be installed.
    """
    return environment("rehearsal", interpreter(PYTHON))


@contextmanager
def running(folder: Path) -> Iterator[Emulator]:
    """Run the emulator until the block ends.

    Args:
        folder: An empty folder for its certificate, its log and its temporary files.

    Raises:
        LocalError: It does not start.
    """
    commands = tools()
    certificate, key = _certificate(folder)
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    temporary = folder / "tmp"
    temporary.mkdir()
    # Of this process's environment only what is needed: a user's own AWS settings must not matter.
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "LC_ALL") if name in os.environ}
    kept["PATH"] = os.pathsep.join([str(interpreter(PYTHON).parent), os.environ.get("PATH", os.defpath)])
    credentials = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_PAGER": "",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    of_its_own = {
        **kept,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "TMPDIR": str(temporary),
        "GATEWAY_PORT": str(port),
        "MINISTACK_HOST": f"{REGION}.amazonaws.com",
        "MINISTACK_SSL_CERT": str(certificate),
        "MINISTACK_SSL_KEY": str(key),
        "USE_SSL": "1",
        "AUTH": "true",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "S3_DATA_DIR": str(temporary / "s3"),
        "STATE_DIR": str(temporary / "state"),
        "LOG_LEVEL": "INFO",
    }
    log = folder / "emulator.log"
    command: list[str | Path] = [commands / "hypercorn", "ministack.app:app", "--bind", f"{HOST}:{port}"]
    command += ["--keep-alive", "75", "--certfile", certificate, "--keyfile", key]
    with log.open("w") as output, Proxy((HOST, port)) as proxy:
        process = subprocess.Popen(
            command, env=of_its_own, cwd=temporary, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            _wait_for(port, certificate, process, log)
            trusted = {"AWS_CA_BUNDLE": str(certificate), "SSL_CERT_FILE": str(certificate)}
            trusted |= {"CURL_CA_BUNDLE": str(certificate), "REQUESTS_CA_BUNDLE": str(certificate)}
            proxied = {"HTTPS_PROXY": proxy.url, "https_proxy": proxy.url, "NO_PROXY": ""}
            environ = {**kept, **credentials, **trusted, **proxied, "SAM_CLI_TELEMETRY": "0"}
            environ["PATH"] = os.pathsep.join([str(commands), environ["PATH"]])
            yield Emulator(environ, log, commands, port, temporary)
        finally:
            # Its functions are processes of its group.
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _certificate(folder: Path) -> tuple[Path, Path]:
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    openssl = shutil.which("openssl")
    if openssl is None:
        raise LocalError("openssl is needed, and is not on the PATH")
    names = ",".join([f"IP:{HOST}", *(f"DNS:{name}" for name in NAMES)])
    made = subprocess.run(
        [
            *(openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=rehearsal"),
            *("-keyout", key, "-out", certificate, "-addext", f"subjectAltName={names}"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        raise LocalError(f"openssl cannot make a certificate\n{made.stderr}")
    return certificate, key


def _wait_for(port: int, certificate: Path, process: "subprocess.Popen[bytes]", log: Path) -> None:
    context = ssl.create_default_context(cafile=certificate)
    deadline = time.monotonic() + _START
    while time.monotonic() < deadline and process.poll() is None:
        connection = http.client.HTTPSConnection(HOST, port, timeout=5, context=context)
        try:
            connection.request("GET", "/_ministack/health")
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise LocalError(f"the emulator does not answer\n{log.read_text(errors='replace')[-4000:]}")


if __name__ == "__main__":
    sys.exit(__doc__)
