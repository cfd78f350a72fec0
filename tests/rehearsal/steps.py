"""The steps of a rehearsal, in order. Each is a name, and what does it and tells what it found."""

import re
import sys
from collections.abc import Callable

from articles.local.errors import LocalError
from articles.local.tools import run

from tests.rehearsal import authoring, documents, operating
from tests.rehearsal.gaps import GAPS
from tests.rehearsal.rehearsal import Rehearsal

Step = Callable[[Rehearsal], str]

# Blocks of operations.md that are not run, by heading and number, and why.
NOT_RUN = {
    ("Update, and roll back", 1): "the emulator's state machines cannot rebuild",
    ("Rebuild", 0): "the emulator's state machines cannot rebuild",
    ("Concurrency", 0): "the emulator has no service quotas",
    ("Attacks, and what they cost", 0): "the emulator takes the name of WAF for a bucket",
    ("Redrive", 0): "the emulator does not move dead letters back",
    ("Restore", 3): "the emulator does not restore tables",
    ("Search", 0): "the emulator does not query logs",
}

_HISTORIES = "10"
_OPINION = "tests/integration/test_second_opinion.py"


def _second_opinion(rehearsal: Rehearsal) -> str:
    """Scenarios and random histories on the emulator's S3, SQS and DynamoDB, in an emulator of their own."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-m", "emulator", _OPINION]
    told = run(command, {**rehearsal.outside, "HISTORIES": _HISTORIES, "TMPDIR": str(rehearsal.temporary)})
    return "; ".join(re.findall(r"^emulated .*$", told, re.MULTILINE))


def _probe(rehearsal: Rehearsal) -> str:
    """Whether each gap is still there."""
    aws = rehearsal.aws()
    closed = [gap for gap in GAPS if gap.closed(aws)]
    if closed:
        names = "\n".join(f"- {gap.name}: {gap.reason}" for gap in closed)
        raise LocalError(f"the emulator does this by now; delete the entries in tests/rehearsal/gaps.py\n{names}")
    return f"{len(GAPS)} gaps are still there: {', '.join(gap.name for gap in GAPS)}"


def _documentation(rehearsal: Rehearsal) -> str:
    """Every block of operations.md was run, but for those that cannot be."""
    blocks = {
        (heading, number)
        for heading, found in documents.sections(rehearsal.operations).items()
        for number in range(len(found))
    }
    missed = blocks - rehearsal.run - NOT_RUN.keys()
    needless = NOT_RUN.keys() & rehearsal.run | NOT_RUN.keys() - blocks
    if missed or needless:
        raise LocalError(f"operations.md: not run: {sorted(missed)}; listed in vain: {sorted(needless)}")
    told = "; ".join(f"{heading}: {reason}" for (heading, _), reason in NOT_RUN.items())
    return f"{len(blocks)} blocks, without {len(NOT_RUN)}: {told}"


STEPS: tuple[tuple[str, Step], ...] = (
    ("deploy the last release", operating.deploy_release),
    ("upload content/", authoring.upload),
    ("update to this tree", operating.update),
    ("serve", authoring.serve),
    ("compare bucket and table", operating.compare),
    ("break and mend a file", authoring.break_and_mend),
    ("rename a file, move a page", authoring.move),
    ("delete a file, bring it back", authoring.delete_and_restore),
    ("publish and take down on time", authoring.come_and_go),
    ("change the settings", authoring.change_settings),
    ("upload as an author and an editor", authoring.author),
    ("rights of those who deploy", operating.rights),
    ("change parameters", operating.change_parameters),
    ("an update that fails", operating.fail_to_update),
    ("a staging site", operating.stage),
    ("change the secret", operating.secret),
    ("change the secret of previews", operating.secret_of_previews),
    ("what an operator types", operating.emergencies),
    ("a second opinion", _second_opinion),
    ("what the emulator does not do", _probe),
    ("take down, come back, remove", operating.take_down),
    ("the documentation", _documentation),
)

# What does not mind the other steps is done beside them, two at a time, as soon as this one is done.
BEGIN_BESIDE = "serve"
BESIDE = (
    "a second opinion",
    "rights of those who deploy",
    "what an operator types",
    "what the emulator does not do",
)
