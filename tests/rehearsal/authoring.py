"""What authors do in a rehearsal: upload, break, move, delete, with no more rights than they need."""

import datetime as dt
import functools
import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import boto3
from articles.local.errors import LocalError
from articles.publishing.storage.uploads import is_media
from botocore.exceptions import ClientError

from tests.rehearsal import looking
from tests.rehearsal.gaps import GAPS
from tests.rehearsal.probes import STACK
from tests.rehearsal.rehearsal import Rehearsal
from tests.support.stack import eventually

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


# What site.yaml calls the site.
NAME = "Rehearsed"

_OTHER_NAME = "Renamed"


def upload(rehearsal: Rehearsal) -> str:
    """The articles alone: a release may not know site.yaml or pictures, and so never comes to rest with them."""
    folder = rehearsal.tree / "content"
    site = folder / "site.yaml"
    text = site.read_text(encoding="utf-8")
    site.unlink()
    held = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file() and is_media(file.name)}
    for file in held:
        file.unlink()
    sync(rehearsal)
    for file, content in held.items():
        file.write_bytes(content)
    site.write_text(re.sub(r"^name: .*$", f"name: {NAME}", text, count=1, flags=re.MULTILINE), encoding="utf-8")
    looking.at_rest(rehearsal)
    return looking.every_page_is_there(rehearsal)


def sync(rehearsal: Rehearsal) -> None:
    """Upload what has changed, as the documentation has it."""
    rehearsal.documented("Upload", 1)


def serve(rehearsal: Rehearsal) -> str:
    """What the documentation has people do after an upload: look, ask for each file's state, run the tests."""
    rehearsal.documented("Upload", 2)
    untested = [f"--deselect={gap.untested}" for gap in GAPS if gap.untested]
    told = rehearsal.shell(rehearsal.block("Upload", 3), PYTEST_ADDOPTS=" ".join(untested))
    summary = re.search(r"^\d+ passed.*$", told, re.MULTILINE)
    if summary is None:
        raise LocalError(f"no test passed\n{told}")
    return summary[0]


def break_and_mend(rehearsal: Rehearsal) -> str:
    """A broken upload is told to its author, and takes nothing down; mended, it is published."""
    file, url = next(looking.articles(rehearsal.tree))
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"^date: .*$", "date: someday", text, count=1, flags=re.MULTILINE), encoding="utf-8")
    sync(rehearsal)
    key = file.relative_to(rehearsal.tree / "content").as_posix()
    told = rehearsal.shell(f'articles status --stack "$STACK" --wait {key}', status=1)
    if "rejected" not in told:
        raise LocalError(f"the broken file is not rejected\n{told}")
    looking.answers(rehearsal, url, 200)
    aws = rehearsal.aws()
    stored = aws.client("s3").get_object(Bucket=aws.outputs["BucketName"], Key=f"reports/{key}.json")
    report = json.loads(stored["Body"].read())
    file.write_text(text, encoding="utf-8")
    sync(rehearsal)
    looking.at_rest(rehearsal)
    return f"line {report['problems'][0]['line']}: {report['problems'][0]['message']}"


def move(rehearsal: Rehearsal) -> str:
    """A renamed file keeps its page; a page that moves redirects."""
    file, url = next(looking.articles(rehearsal.tree))
    renamed = file.with_name(f"renamed-{file.name}")
    file.rename(renamed)
    sync(rehearsal)
    looking.at_rest(rehearsal)
    looking.answers(rehearsal, url, 200)
    renamed.write_text(renamed.read_text(encoding="utf-8").replace(f"url: {url}", f"url: {url}-moved", 1), "utf-8")
    sync(rehearsal)
    looking.at_rest(rehearsal)
    looking.answers(rehearsal, url, 301)
    looking.answers(rehearsal, f"{url}-moved", 200)
    return f"{url} redirects to {url}-moved"


def delete_and_restore(rehearsal: Rehearsal) -> str:
    """A deleted file's page is gone; an old version brings it back, as the documentation has it."""
    file, url = next(looking.articles(rehearsal.tree))
    key = file.relative_to(rehearsal.tree / "content").as_posix()
    file.unlink()
    sync(rehearsal)
    looking.at_rest(rehearsal)
    looking.answers(rehearsal, url, 410)
    listing, copying = rehearsal.block("Restore").splitlines()
    versions = json.loads(rehearsal.shell(listing.replace("KEY", key)))["Versions"]
    rehearsal.shell(copying.replace("KEY", key).replace("VERSION", versions[0]["VersionId"]))
    looking.at_rest(rehearsal)
    looking.answers(rehearsal, url, 200)
    aws = rehearsal.aws()
    aws.client("s3").download_file(aws.outputs["BucketName"], key, str(file))
    return url


def come_and_go(rehearsal: Rehearsal) -> str:
    """A page comes and goes at its times, and is shown before to who has a link."""
    heading, key = "Drafts, times and previews", "rehearsed.md"
    aws = rehearsal.aws()
    now = dt.datetime.now(dt.UTC)
    begins, ends = (f"{now + dt.timedelta(seconds=seconds):%Y-%m-%d %H:%M:%S} +00:00" for seconds in (20, 28))
    file = rehearsal.tree / "content" / key
    text = f"---\ntitle: Rehearsed\nurl: /rehearsed\npublish_at: {begins}\nexpires: {ends}\n---\n\nText.\n"
    file.write_text(text, encoding="utf-8")
    sync(rehearsal)
    if not eventually(lambda: f"scheduled  {key}" in rehearsal.documented(heading), pause=0.5):
        raise LocalError(f"{key} is not scheduled")
    if (before := looking.get(aws, "/rehearsed").status_code) != HTTPStatus.NOT_FOUND:
        raise LocalError(f"it is answered {before} before its time")
    link = (
        rehearsal.shell(rehearsal.block(heading, 1).replace("KEY", key))
        .split()[-1]
        .removeprefix(aws.outputs["SiteUrl"])
    )
    for url, status, text in ((link, 200, "Preview: scheduled."), (link[:-1], 404, ""), (f"/preview/{key}", 404, "")):
        shown = looking.get(aws, url)
        if shown.status_code != status or text not in shown.text:
            raise LocalError(f"the preview {url} is answered {shown.status_code}\n{shown.text[:500]}")
    function = aws.resource(STACK, "ClockFunction")
    ticked = json.loads(aws.client("lambda").invoke(FunctionName=function, Payload=b"{}")["Payload"].read())
    if ticked != {"sent": 1, "overdue": 0}:
        raise LocalError(f"a tick gives {ticked}")
    for status in (200, 410):
        looking.answers(rehearsal, "/rehearsed", status)
    file.unlink()
    sync(rehearsal)
    looking.at_rest(rehearsal)
    return f"public from {begins} to {ends}, with a preview before"


def change_settings(rehearsal: Rehearsal) -> str:
    """Another site.yaml is seen everywhere, a broken one is told and changes nothing, and without it defaults hold."""
    site = rehearsal.tree / "content" / "site.yaml"
    text = site.read_text(encoding="utf-8")
    site.write_text(text.replace(f"name: {NAME}", f"name: {_OTHER_NAME}"), encoding="utf-8")
    rehearsal.documented("Settings")
    looking.at_rest(rehearsal)
    looking.every_page_is_there(rehearsal, _OTHER_NAME)
    site.write_text(f"name: {NAME}\ntime_zone: Mars/Olympus\n", encoding="utf-8")
    rehearsal.documented("Settings")
    looking.at_rest(rehearsal)
    if "rejected   site.yaml" not in (told := rehearsal.shell(rehearsal.block("Settings", 1), status=1)):
        raise LocalError(f"the broken site.yaml is not rejected\n{told}")
    looking.every_page_is_there(rehearsal, _OTHER_NAME)
    report = json.loads(rehearsal.shell('aws s3 cp "s3://$(output BucketName)/reports/site.yaml.json" -'))
    site.unlink()
    sync(rehearsal)
    looking.at_rest(rehearsal)
    looking.every_page_is_there(rehearsal, no=_OTHER_NAME)
    site.write_text(text, encoding="utf-8")
    (problem,) = report["problems"]
    return f"line {problem['line']}: {problem['message']}"


def author(rehearsal: Rehearsal) -> str:
    """An author may upload articles alone, and an editor the settings, too. Neither may do anything else."""
    as_author, as_editor = (_user(rehearsal, number) for number in range(2))
    aws = rehearsal.aws()
    bucket, table = aws.outputs["BucketName"], aws.outputs["TableName"]
    file, url = next(looking.articles(rehearsal.tree))
    file.write_text(file.read_text(encoding="utf-8") + "\nAs an author.\n", encoding="utf-8")
    command = _without_stack(rehearsal.block("Upload", 1), bucket)
    rehearsal.shell(command.replace(" --include site.yaml", ""), **as_author)
    rehearsal.shell(_without_stack(rehearsal.block("Settings"), bucket), **as_editor)
    (version, *_) = aws.client("s3").list_object_versions(Bucket=bucket, MaxKeys=1)["Versions"]
    old = {"Key": version["Key"], "VersionId": version["VersionId"]}
    for name, environ in (("author", as_author), ("editor", as_editor)):
        session = boto3.Session(environ["AWS_ACCESS_KEY_ID"], environ["AWS_SECRET_ACCESS_KEY"], region_name="us-east-1")
        s3, dynamodb = session.client("s3"), session.client("dynamodb")
        forbidden: dict[str, Callable[[], object]] = {
            "read the table": functools.partial(dynamodb.scan, TableName=table),
            "write a report": functools.partial(s3.put_object, Bucket=bucket, Key="reports/x.json", Body=b""),
            "delete a version": functools.partial(s3.delete_object, Bucket=bucket, **old),
        }
        if name == "author":
            forbidden |= {
                "write the settings": functools.partial(s3.put_object, Bucket=bucket, Key="site.yaml", Body=b""),
                "delete the settings": functools.partial(s3.delete_object, Bucket=bucket, Key="site.yaml"),
                "write what belongs to them": functools.partial(s3.put_object, Bucket=bucket, Key="site/x", Body=b""),
            }
        _check_forbidden(name, forbidden)
    looking.at_rest(rehearsal)
    if "As an author." not in looking.get(aws, url).text:
        raise LocalError("what the author uploaded is not published")
    return f"{looking.every_page_is_there(rehearsal, NAME)} by the editor's settings"


def _user(rehearsal: Rehearsal, number: int) -> dict[str, Any]:
    """Make the user of a block of the documentation; gives the environment with the keys."""
    told = rehearsal.documented("Authors", number)
    key = json.loads("{" + told.rpartition("}\n{")[2])["AccessKey"]  # the last of what is printed
    return {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}


def _without_stack(command: str, bucket: str) -> str:
    """A command that names the bucket, for those who may not describe the stack."""
    return command.replace("$(output BucketName)", bucket)


def _check_forbidden(name: str, forbidden: "Mapping[str, Callable[[], object]]") -> None:
    for what, attempt in forbidden.items():
        try:
            attempt()
        except ClientError as error:
            if error.response["Error"]["Code"] in ("AccessDenied", "AccessDeniedException"):
                continue
            raise LocalError(f"an {name} who tries to {what} is told {error}") from error
        raise LocalError(f"an {name} may {what}")
