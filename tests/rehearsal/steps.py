"""The steps of a rehearsal, in order. Each is a name, and what does it and tells what it found."""

import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path

import boto3
import httpx
from articles.local.errors import LocalError
from articles.local.tools import run
from botocore.exceptions import ClientError

from tests.rehearsal import checkout, documents
from tests.rehearsal.gaps import GAPS
from tests.rehearsal.probes import Aws
from tests.rehearsal.rehearsal import STACK, Rehearsal

Step = Callable[[Rehearsal], str]

# Blocks of operations.md that are not run, by heading and number, and why.
NOT_RUN = {
    ("Update, and roll back", 1): "the emulator's state machines cannot rebuild",
    ("Rebuild", 0): "the emulator's state machines cannot rebuild",
    ("Concurrency", 0): "the emulator has no service quotas",
    ("Attacks, and what they cost", 0): "the emulator takes the name of WAF for a bucket",
    ("Restore", 2): "the emulator does not restore tables",
}

_PATIENCE = 60
_NAME = "Rehearsed"
_HISTORIES = "10"
_OPINION = "tests/integration/test_second_opinion.py"


def _deploy_release(rehearsal: Rehearsal) -> str:
    """The last release, so that everything after it is an update with its data."""
    commit = checkout.last_release()
    if commit is None:
        rehearsal.documented("Deploy")
        return "the history does not go back to a release, so this tree is deployed first"
    tree = rehearsal.folder / "release"
    checkout.copy_release(commit, tree)
    rehearsal.documented("Deploy", tree=tree)
    return commit[:12]


def _upload(rehearsal: Rehearsal) -> str:
    rehearsal.documented("Upload")
    _at_rest(rehearsal)
    return _every_page_is_there(rehearsal)


def _update(rehearsal: Rehearsal) -> str:
    """To this tree. What the release published is served all the while, and afterwards rendered by what is new."""
    before = _every_page_is_there(rehearsal)
    rehearsal.block("Update, and roll back")  # the README's words do the same, and ask
    guided, outputs = documents.commands(rehearsal.readme, "On AWS")
    # To each question the default, but to the first: the stack's name.
    rehearsal.shell(f"({guided.strip()}) < <(echo {STACK}; yes '')")
    rehearsal.shell(outputs)
    _every_page_is_there(rehearsal)
    _reconcile(rehearsal)
    _every_page_is_there(rehearsal)
    return before


def _serve(rehearsal: Rehearsal) -> str:
    """What the documentation has people do after an upload: look, ask for each file's state, run the tests."""
    rehearsal.documented("Upload", 1)
    untested = [f"--deselect={gap.untested}" for gap in GAPS if gap.untested]
    told = rehearsal.shell(rehearsal.block("Upload", 2), PYTEST_ADDOPTS=" ".join(untested))
    summary = re.search(r"^\d+ passed.*$", told, re.MULTILINE)
    if summary is None:
        raise LocalError(f"no test passed\n{told}")
    return summary[0]


def _compare(rehearsal: Rehearsal) -> str:
    """The table agrees with the bucket, by the function itself and by the command."""
    _reconcile(rehearsal)
    told = rehearsal.shell('articles reconcile --stack "$STACK"')
    return told.strip().splitlines()[-1]


def _break(rehearsal: Rehearsal) -> str:
    """A broken upload is told to its author, and takes nothing down; mended, it is published."""
    file, url = next(_articles(rehearsal.tree))
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"^date: .*$", "date: someday", text, count=1, flags=re.MULTILINE), encoding="utf-8")
    rehearsal.documented("Upload")
    key = file.relative_to(rehearsal.tree / "content").as_posix()
    told = rehearsal.shell(f'articles status --stack "$STACK" --wait {key}', status=1)
    if "rejected" not in told:
        raise LocalError(f"the broken file is not rejected\n{told}")
    _answers(rehearsal, url, 200)
    report = json.loads(rehearsal.shell(f'aws s3 cp "s3://$(output BucketName)/reports/{key}.json" -'))
    file.write_text(text, encoding="utf-8")
    rehearsal.documented("Upload")
    _at_rest(rehearsal)
    return f"line {report['problems'][0]['line']}: {report['problems'][0]['message']}"


def _move(rehearsal: Rehearsal) -> str:
    """A renamed file keeps its page; a page that moves redirects."""
    file, url = next(_articles(rehearsal.tree))
    renamed = file.with_name(f"renamed-{file.name}")
    file.rename(renamed)
    rehearsal.documented("Upload")
    _at_rest(rehearsal)
    _answers(rehearsal, url, 200)
    renamed.write_text(renamed.read_text(encoding="utf-8").replace(f"url: {url}", f"url: {url}-moved", 1), "utf-8")
    rehearsal.documented("Upload")
    _at_rest(rehearsal)
    _answers(rehearsal, url, 301)
    _answers(rehearsal, f"{url}-moved", 200)
    return f"{url} redirects to {url}-moved"


def _delete_and_restore(rehearsal: Rehearsal) -> str:
    """A deleted file's page is gone; an old version brings it back, as the documentation has it."""
    file, url = next(_articles(rehearsal.tree))
    key = file.relative_to(rehearsal.tree / "content").as_posix()
    file.unlink()
    rehearsal.documented("Upload")
    _at_rest(rehearsal)
    _answers(rehearsal, url, 410)
    listing, copying = rehearsal.block("Restore").splitlines()
    versions = json.loads(rehearsal.shell(listing.replace("KEY", key)))["Versions"]
    rehearsal.shell(copying.replace("KEY", key).replace("VERSION", versions[0]["VersionId"]))
    _at_rest(rehearsal)
    _answers(rehearsal, url, 200)
    rehearsal.shell(f'aws s3 cp "s3://$(output BucketName)/{key}" "content/{key}"')
    return url


def _author(rehearsal: Rehearsal) -> str:
    """An author may upload, and may not read the table, change a report, or delete an old version."""
    told = rehearsal.documented("Authors")
    key = json.loads("{" + told.rpartition("}\n{")[2])["AccessKey"]  # the last of what is printed
    as_author = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
    bucket, table = (rehearsal.shell(f"output {name}").strip() for name in ("BucketName", "TableName"))
    _, command = rehearsal.block("Upload").split("aws s3 sync", 1)
    sync = "aws s3 sync" + command.replace("$(output BucketName)", bucket)
    file, url = next(_articles(rehearsal.tree))
    file.write_text(file.read_text(encoding="utf-8") + "\nAs an author.\n", encoding="utf-8")
    rehearsal.shell(sync, **as_author)
    _at_rest(rehearsal)
    if "As an author." not in _get(rehearsal.aws(), url).text:
        raise LocalError("what the author uploaded is not published")
    session = boto3.Session(key["AccessKeyId"], key["SecretAccessKey"], region_name="us-east-1")
    (version, *_) = rehearsal.aws().client("s3").list_object_versions(Bucket=bucket, MaxKeys=1)["Versions"]
    forbidden: dict[str, Callable[[], object]] = {
        "read the table": lambda: session.client("dynamodb").scan(TableName=table),
        "write a report": lambda: session.client("s3").put_object(Bucket=bucket, Key="reports/x.json", Body=b""),
        "delete a version": lambda: session.client("s3").delete_object(
            Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"]
        ),
    }
    for what, attempt in forbidden.items():
        try:
            attempt()
        except ClientError as error:
            if error.response["Error"]["Code"] in ("AccessDenied", "AccessDeniedException"):
                continue
            raise LocalError(f"an author who tries to {what} is told {error}") from error
        raise LocalError(f"an author may {what}")
    return f"may upload, and may not {', '.join(forbidden)}"


def _rights(rehearsal: Rehearsal) -> str:
    """The policies and the role for those who deploy can be made as they stand there."""
    rehearsal.documented("Who may deploy")
    rehearsal.documented("Deploy from GitHub without keys")
    return ""


def _change_parameters(rehearsal: Rehearsal) -> str:
    """A setting that is part of every page, and those of the documentation."""
    rehearsal.documented("Deploy", 2)
    rehearsal.shell(f"{rehearsal.block('Concurrency', 1).strip()} SiteName={_NAME}")
    _reconcile(rehearsal)
    return _every_page_is_there(rehearsal, _NAME)


def _fail_to_update(rehearsal: Rehearsal) -> str:
    """An update that fails is rolled back, and the site goes on."""
    template = rehearsal.tree / ".aws-sam" / "build" / "template.yaml"
    good = template.read_text(encoding="utf-8")
    # A queue of a name that there is: found out only while the stack is being updated.
    taken = '{QueueName: {"Fn::GetAtt": [IngestQueue, QueueName]}}'
    bad = f"  Refused:\n    Type: AWS::SQS::Queue\n    Properties: {taken}\n"
    template.write_text(good.replace("\nResources:\n", f"\nResources:\n{bad}", 1), encoding="utf-8")
    rehearsal.shell('sam deploy --stack-name "$STACK" --parameter-overrides SiteName=Never', status=1)
    template.write_text(good, encoding="utf-8")
    query = 'aws cloudformation describe-stacks --stack-name "$STACK" --query "Stacks[0].StackStatus" --output text'
    status = rehearsal.shell(query).strip()
    if status != "UPDATE_ROLLBACK_COMPLETE":
        raise LocalError(f"the stack is in the state {status}")
    _every_page_is_there(rehearsal, _NAME)
    return status


def _stage(rehearsal: Rehearsal) -> str:
    """A second site in the account, without CloudFront, that the first does not notice."""
    rehearsal.documented("A staging site, and two sites in one account")
    staged = "STACK=articles-staging\n"
    rehearsal.shell(staged + rehearsal.block("Upload", 0) + rehearsal.block("Upload", 1))
    rehearsal.shell(f'{staged}test "$(output SiteUrl)" = "$(output ApiUrl)"')
    rehearsal.shell(f'{staged}sam delete --stack-name "$STACK"')
    return _every_page_is_there(rehearsal)


def _emergencies(rehearsal: Rehearsal) -> str:
    """What an operator types when something is wrong, or very large: each is accepted."""
    blocks = (
        ("Deploy", 1),
        ("Redrive", 0),
        ("Restore", 1),
        ("Move a million files in", 0),
    )
    for heading, number in blocks:
        rehearsal.documented(heading, number)
    return f"{len(blocks)} commands"


def _secret(rehearsal: Rehearsal) -> str:
    """The secret between CloudFront and the functions is changed, and no reader is refused at any point."""
    heading = "Change the secret between CloudFront and the functions"
    old, new = rehearsal.shell(rehearsal.block(heading) + 'echo "$OLD $NEW"').split()[-2:]
    deployments = rehearsal.block(heading, 1).splitlines()
    for deployment in deployments:
        rehearsal.shell(f"OLD={old} NEW={new}\n{deployment}")
        _every_page_is_there(rehearsal)
    return f"{len(deployments)} deployments"


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


def _probe(rehearsal: Rehearsal) -> str:
    """Whether each gap is still there."""
    aws = rehearsal.aws()
    closed = [gap for gap in GAPS if gap.closed(aws)]
    if closed:
        names = "\n".join(f"- {gap.name}: {gap.reason}" for gap in closed)
        raise LocalError(f"the emulator does this by now; delete the entries in tests/rehearsal/gaps.py\n{names}")
    return f"{len(GAPS)} gaps are still there: {', '.join(gap.name for gap in GAPS)}"


def _second_opinion(_: Rehearsal) -> str:
    """Scenarios and random histories on the emulator's S3, SQS and DynamoDB, in an emulator of their own."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-m", "emulator", _OPINION]
    told = run(command, {**os.environ, "HISTORIES": _HISTORIES})
    return "; ".join(re.findall(r"^emulated .*$", told, re.MULTILINE))


def _take_down(rehearsal: Rehearsal) -> str:
    """The stack goes, bucket and table stay; the site comes back under the same name; then everything goes."""
    down, back, away = (rehearsal.block("Take the site down", number) for number in range(3))
    aws = rehearsal.aws()
    bucket, table, *_ = rehearsal.shell(down).split()
    aws.client("s3").head_bucket(Bucket=bucket)
    aws.client("dynamodb").describe_table(TableName=table)
    rehearsal.shell(f"BUCKET={bucket}\n{back}")
    _at_rest(rehearsal)
    found = _every_page_is_there(rehearsal)
    rehearsal.shell(down)
    rehearsal.shell(f"BUCKET={bucket} TABLE={table}\n{away}")
    if bucket in [each["Name"] for each in aws.client("s3").list_buckets()["Buckets"]]:
        raise LocalError(f"{bucket} is still there")
    if table in aws.client("dynamodb").list_tables()["TableNames"]:
        raise LocalError(f"{table} is still there")
    return found


STEPS: tuple[tuple[str, Step], ...] = (
    ("deploy the last release", _deploy_release),
    ("upload content/", _upload),
    ("update to this tree", _update),
    ("serve", _serve),
    ("compare bucket and table", _compare),
    ("break and mend a file", _break),
    ("rename a file, move a page", _move),
    ("delete a file, bring it back", _delete_and_restore),
    ("upload as an author", _author),
    ("rights of those who deploy", _rights),
    ("change parameters", _change_parameters),
    ("an update that fails", _fail_to_update),
    ("a staging site", _stage),
    ("change the secret", _secret),
    ("what an operator types", _emergencies),
    ("a second opinion", _second_opinion),
    ("what the emulator does not do", _probe),
    ("take down, come back, remove", _take_down),
    ("the documentation", _documentation),
)


def _at_rest(rehearsal: Rehearsal) -> None:
    rehearsal.shell('articles status --stack "$STACK" --wait')


def _reconcile(rehearsal: Rehearsal) -> None:
    """Compare until nothing differs."""
    for _ in range(5):
        told = rehearsal.documented("Rebuild", 1)
        found = json.loads(re.findall(r'^\{"compared".*\}', told, re.MULTILINE)[0])
        _at_rest(rehearsal)
        if found["different"] == 0 and found["done"]:
            return
    raise LocalError(f"bucket and table do not come to agree: {found}")


def _articles(tree: Path) -> Iterator[tuple[Path, str]]:
    """The article files of content/, with their urls."""
    for file in sorted((tree / "content").rglob("*.md")):
        url = re.search(r"^url: (\S+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
        if url and "assets" not in file.parts:
            yield file, url[1]


def _every_page_is_there(rehearsal: Rehearsal, text: str = "") -> str:
    urls = [url for _, url in _articles(rehearsal.tree)]
    aws = rehearsal.aws()
    for url in ("/", *urls):
        page = _get(aws, url)
        if page.status_code != 200 or text not in page.text:
            raise LocalError(f"{url} is answered {page.status_code}, or without {text!r}\n{page.text[:500]}")
    return f"{len(urls)} pages"


def _get(aws: Aws, url: str) -> httpx.Response:
    """What the site answers. A function that starts on a busy machine may take longer than CloudFront waits: 504."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        answer = aws.http.get(aws.outputs["SiteUrl"] + url)
        if answer.status_code != HTTPStatus.GATEWAY_TIMEOUT or time.monotonic() > deadline:
            return answer


def _answers(rehearsal: Rehearsal, url: str, status: int) -> None:
    aws = rehearsal.aws()
    deadline = time.monotonic() + _PATIENCE
    while (found := _get(aws, url).status_code) != status:
        if time.monotonic() > deadline:
            raise LocalError(f"{url} is answered {found}, not {status}")
        time.sleep(0.2)
