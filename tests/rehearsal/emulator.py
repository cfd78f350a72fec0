"""An emulator of AWS on this machine, reached under AWS's own names: ministack, which nobody here wrote.

It speaks TLS, and checks what IAM allows. A proxy leads every name of AWS to it, so that clients are used as they are
used with AWS: the AWS CLI, SAM, boto3 and curl need no other address, only the environment that `Emulator` has.
"""

import os
import shutil
import signal
import socket
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from articles.local.errors import LocalError
from articles.local.tools import environment, interpreter

from tests.rehearsal.proxy import Proxy
from tests.support.stack import eventually

HOST = "127.0.0.1"
REGION = "us-east-1"
# The functions run on the Python that the emulator runs on.
PYTHON = "3.13"
_PROMPT = f"{Path(__file__).with_name('prompt.py')}:app"
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


@dataclass(frozen=True)
class Emulator:
    """A running emulator, with AWS's names led to it.

    Attributes:
        environ: The environment of whatever talks to it.
        log: What it writes, and what the functions write.
        port: Its port on this machine, for what is named in the template.
    """

    environ: Mapping[str, str]
    log: Path
    port: int


def tools() -> Path:
    """Install the emulator and the AWS CLI, if need be; gives the folder of their commands.

    Raises:
        LocalError: They cannot be installed.
    """
    return environment("rehearsal", interpreter(PYTHON))


@contextmanager
def ministack(
    folder: Path, certificate: tuple[Path, Path] | None = None, app: str = "ministack.app:app", **variables: str
) -> Iterator[int]:
    """Run the emulator alone until the block ends; yields its port on this machine.

    Args:
        folder: A folder for its log, `emulator.log`, and its temporary files.
        certificate: Its certificate and the key of it, if it is to speak TLS.
        app: The application, as hypercorn takes it.
        variables: Settings of its own.

    Raises:
        LocalError: It cannot be installed, or does not start.
    """
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    temporary = folder / "tmp"
    temporary.mkdir()
    environ = {
        **_kept(),
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "TMPDIR": str(temporary),
        "S3_DATA_DIR": str(temporary / "s3"),
        "STATE_DIR": str(temporary / "state"),
        **variables,
    }
    command: list[str | Path] = [tools() / "hypercorn", app, "--bind", f"{HOST}:{port}"]
    command += ["--keep-alive", "600"]
    verified: ssl.SSLContext | bool = True
    if certificate is not None:
        command += ["--certfile", certificate[0], "--keyfile", certificate[1]]
        verified = ssl.create_default_context(cafile=certificate[0])
    log = folder / "emulator.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            command, env=environ, cwd=temporary, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        address = f"{'http' if certificate is None else 'https'}://{HOST}:{port}"
        with httpx.Client(base_url=address, verify=verified, trust_env=False) as client:
            if not eventually(lambda: process.poll() is not None or _answers(client)) or process.poll() is not None:
                raise LocalError(f"the emulator does not answer\n{log.read_text(errors='replace')[-4000:]}")
        yield port
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # with the functions that it runs; there is nothing that has to last
        process.wait()


@contextmanager
def running(folder: Path) -> Iterator[Emulator]:
    """Run the emulator with TLS and IAM, prompt queues, and a proxy to it, until the block ends.

    Args:
        folder: A folder for its certificate, its log and its temporary files.

    Raises:
        LocalError: It cannot be installed, or does not start.
    """
    certificate, key = _certificate(folder)
    credentials = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    secured = {"MINISTACK_SSL_CERT": str(certificate), "MINISTACK_SSL_KEY": str(key), "USE_SSL": "1", "AUTH": "true"}
    named = {"MINISTACK_HOST": f"{REGION}.amazonaws.com", "LOG_LEVEL": "INFO"}
    with (
        ministack(folder, (certificate, key), _PROMPT, **credentials, **secured, **named) as port,
        Proxy((HOST, port)) as proxy,
    ):
        trusting = ("AWS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE")
        kept = _kept()
        environ = {
            **kept,
            **credentials,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "AWS_PAGER": "",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "SAM_CLI_TELEMETRY": "0",
            "SAM_CLI_POLL_DELAY": "0.2",  # seconds; what takes AWS minutes takes the emulator a moment
            **dict.fromkeys(trusting, str(certificate)),
            "HTTPS_PROXY": proxy.url,
            "https_proxy": proxy.url,
            "NO_PROXY": "",
            "PATH": os.pathsep.join([str(tools()), kept["PATH"]]),
        }
        yield Emulator(environ, folder / "emulator.log", port)


def _kept() -> dict[str, str]:
    """Of this process's environment what is needed: a user's own settings must not matter."""
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "LC_ALL") if name in os.environ}
    path = os.pathsep.join([str(interpreter(PYTHON).parent), os.environ.get("PATH", os.defpath)])
    return {**kept, "PATH": path}


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/_ministack/health").is_success
    except httpx.HTTPError:
        return False


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
