"""What authors do in a rehearsal: upload, break, move, delete, with no more rights than they need."""

import json
import re
from typing import TYPE_CHECKING

import boto3
from articles.local.errors import LocalError
from botocore.exceptions import ClientError

from tests.rehearsal import looking
from tests.rehearsal.gaps import GAPS
from tests.rehearsal.rehearsal import Rehearsal

if TYPE_CHECKING:
    from collections.abc import Callable


def upload(rehearsal: Rehearsal) -> str:
    rehearsal.documented("Upload")
    looking.at_rest(rehearsal)
    return looking.every_page_is_there(rehearsal)


def serve(rehearsal: Rehearsal) -> str:
    """What the documentation has people do after an upload: look, ask for each file's state, run the tests."""
    rehearsal.documented("Upload", 1)
    untested = [f"--deselect={gap.untested}" for gap in GAPS if gap.untested]
    told = rehearsal.shell(rehearsal.block("Upload", 2), PYTEST_ADDOPTS=" ".join(untested))
    summary = re.search(r"^\d+ passed.*$", told, re.MULTILINE)
    if summary is None:
        raise LocalError(f"no test passed\n{told}")
    return summary[0]


def break_and_mend(rehearsal: Rehearsal) -> str:
    """A broken upload is told to its author, and takes nothing down; mended, it is published."""
    file, url = next(looking.articles(rehearsal.tree))
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"^date: .*$", "date: someday", text, count=1, flags=re.MULTILINE), encoding="utf-8")
    rehearsal.documented("Upload")
    key = file.relative_to(rehearsal.tree / "content").as_posix()
    told = rehearsal.shell(f'articles status --stack "$STACK" --wait {key}', status=1)
    if "rejected" not in told:
        raise LocalError(f"the broken file is not rejected\n{told}")
    looking.answers(rehearsal, url, 200)
    aws = rehearsal.aws()
    stored = aws.client("s3").get_object(Bucket=aws.outputs["BucketName"], Key=f"reports/{key}.json")
    report = json.loads(stored["Body"].read())
    file.write_text(text, encoding="utf-8")
    rehearsal.documented("Upload")
    looking.at_rest(rehearsal)
    return f"line {report['problems'][0]['line']}: {report['problems'][0]['message']}"


def move(rehearsal: Rehearsal) -> str:
    """A renamed file keeps its page; a page that moves redirects."""
    file, url = next(looking.articles(rehearsal.tree))
    renamed = file.with_name(f"renamed-{file.name}")
    file.rename(renamed)
    rehearsal.documented("Upload")
    looking.at_rest(rehearsal)
    looking.answers(rehearsal, url, 200)
    renamed.write_text(renamed.read_text(encoding="utf-8").replace(f"url: {url}", f"url: {url}-moved", 1), "utf-8")
    rehearsal.documented("Upload")
    looking.at_rest(rehearsal)
    looking.answers(rehearsal, url, 301)
    looking.answers(rehearsal, f"{url}-moved", 200)
    return f"{url} redirects to {url}-moved"


def delete_and_restore(rehearsal: Rehearsal) -> str:
    """A deleted file's page is gone; an old version brings it back, as the documentation has it."""
    file, url = next(looking.articles(rehearsal.tree))
    key = file.relative_to(rehearsal.tree / "content").as_posix()
    file.unlink()
    rehearsal.documented("Upload")
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


def author(rehearsal: Rehearsal) -> str:
    """An author may upload, and may not read the table, change a report, or delete an old version."""
    told = rehearsal.documented("Authors")
    key = json.loads("{" + told.rpartition("}\n{")[2])["AccessKey"]  # the last of what is printed
    as_author = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
    aws = rehearsal.aws()
    bucket, table = aws.outputs["BucketName"], aws.outputs["TableName"]
    _, command = rehearsal.block("Upload").split("aws s3 sync", 1)
    sync = "aws s3 sync" + command.replace("$(output BucketName)", bucket)
    file, url = next(looking.articles(rehearsal.tree))
    file.write_text(file.read_text(encoding="utf-8") + "\nAs an author.\n", encoding="utf-8")
    rehearsal.shell(sync, **as_author)
    looking.at_rest(rehearsal)
    if "As an author." not in looking.get(aws, url).text:
        raise LocalError("what the author uploaded is not published")
    session = boto3.Session(key["AccessKeyId"], key["SecretAccessKey"], region_name="us-east-1")
    (version, *_) = aws.client("s3").list_object_versions(Bucket=bucket, MaxKeys=1)["Versions"]
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
