"""Every command of an installed `articles`, tried in a folder that is far from any checkout."""

import os
import re
import subprocess
import time
import tomllib
from pathlib import Path

from articles.local.errors import LocalError

from tests.support.stack import Stack, article

ROOT = Path(__file__).parents[2]
PAGE = "/tests/installed"
BAD = "---\ntitle: A: b\nurl: /a/b\n---\n"
PATIENCE = 120


class Trial:
    """An installed command, and the folder to try it in."""

    def __init__(self, articles: Path, work: Path) -> None:
        self._articles = articles
        self._work = work
        kept = {"PATH": os.defpath, "HOME": str(work), "LANG": "C.UTF-8"}
        self._environ = {**kept, **{name: value for name, value in os.environ.items() if name == "TMPDIR"}}

    def everything(self) -> str:
        """Try all commands; tells how long the site took to be up.

        Raises:
            LocalError: One does not do what it should.
        """
        version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
        self._expect(0, f"articles {version}\n", "--version")
        folder = self._work / "notes"
        folder.mkdir()
        self._expect(2, "nothing to check", "check", "notes")
        (folder / "good.md").write_text(article(PAGE, title="As installed"))
        (self._work / "bad.md").write_text(BAD)
        self._expect(0, "1 file, 0 errors", "check", "notes")
        self._expect(1, "bad.md:2:9: error[yaml-colon]", "check", "bad.md")
        self._expect(1, "<stdin>:2:9: error[yaml-colon]", "check", "-", given=BAD)
        self._expect(0, "As installed</h1>", "render", "notes/good.md")
        self._expect(2, "run it in a checkout", "invoke", "IngestFunction", "-e", "-")
        self._expect(2, "there is no such folder", "run")
        self._expect(1, "start the local stack by 'articles run'", "status", "--s3-port", "1")
        return self._site(folder)

    def _site(self, folder: Path) -> str:
        started = time.monotonic()
        # Empty, as if it were not set: an installed command writes no files for SAM.
        stack = Stack(folder, {**self._environ, "SAM_LOCAL": ""}, self._articles)
        try:
            if not stack.shows(PAGE, "As installed"):
                raise LocalError(f"{PAGE} is not served\n" + "\n".join(stack.lines))
            seconds = time.monotonic() - started
            ports = [re.sub(r".*:", "", url) for url in (stack.site, stack.endpoint)]
            options = ("--port", ports[0], "--s3-port", ports[1])
            (folder / "good.md").write_text(article(PAGE, title="As changed"))
            if not stack.shows(PAGE, "As changed"):
                raise LocalError("a changed file is not published\n" + "\n".join(stack.lines))
            self._expect(0, f"good.md  live at {PAGE}", "status", "--wait", "--timeout", "60", *options)
            stack.upload("bad.md", BAD)
            self._expect(1, "rejected   bad.md", "status", "--wait", "--timeout", "60", *options)
            self._expect(0, " 0 would be repaired", "reconcile", "--dry-run", *options)
        finally:
            status = stack.end()
        if status != 0 or any("Traceback" in line for line in stack.lines):
            raise LocalError(f"interrupted, it ends with {status}\n" + "\n".join(stack.lines))
        left = {file.name for file in self._work.iterdir()} - {"notes", "bad.md"}
        if left:
            raise LocalError(f"it has left {', '.join(sorted(left))} behind")
        return f"the first page after {seconds:.1f} s"

    def _expect(self, status: int, text: str, *arguments: str, given: str = "") -> None:
        """Run the command; its exit status must be this, and this text in what it prints."""
        done = subprocess.run(
            [self._articles, *arguments],
            cwd=self._work,
            env=self._environ,
            input=given,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        printed = done.stdout + done.stderr
        if done.returncode != status or text not in printed or "Traceback" in printed:
            command = " ".join(["articles", *arguments])
            raise LocalError(f"'{command}' ended with {done.returncode}, not {status} and {text!r}:\n{printed}")
