"""What operators do in a rehearsal: deploy, update, change, fail, stage, take down."""

import json
import re
import shutil

from articles.local.errors import LocalError

from tests.rehearsal import documents, looking
from tests.rehearsal.authoring import NAME
from tests.rehearsal.probes import STACK
from tests.rehearsal.rehearsal import Rehearsal
from tests.support import checkout


def deploy_release(rehearsal: Rehearsal) -> str:
    """The last release, so that everything after it is an update with its data."""
    commit = checkout.last_release()
    if commit is None:
        rehearsal.documented("Deploy")
        return "the history does not go back to a release, so this tree is deployed first"
    tree = rehearsal.folder / "release"
    checkout.copy_release(commit, tree)
    rehearsal.documented("Deploy", tree=tree)
    return commit[:12]


def update(rehearsal: Rehearsal) -> str:
    """To this tree, with settings that wait for it.

    What the release published is served all the while, and afterwards rendered by what is new.
    """
    rehearsal.documented("From 0.1.0")
    before = looking.every_page_is_there(rehearsal)
    rehearsal.block("Update, and roll back")  # the README's words do the same, and ask
    guided, outputs = documents.commands(rehearsal.readme, "On AWS")
    # To each question the default, but to the first: the stack's name.
    rehearsal.shell(f"({guided.strip()}) < <(echo {STACK}; yes '')")
    rehearsal.shell(outputs)
    looking.every_page_is_there(rehearsal)
    looking.reconcile(rehearsal)
    looking.every_page_is_there(rehearsal, NAME)
    return before


def compare(rehearsal: Rehearsal) -> str:
    """The table agrees with the bucket, by the function itself and by the command."""
    looking.reconcile(rehearsal)
    told = rehearsal.shell('articles reconcile --stack "$STACK"')
    return told.strip().splitlines()[-1]


def rights(rehearsal: Rehearsal) -> str:
    """The policies and the role for those who deploy can be made as they stand there."""
    rehearsal.documented("Who may deploy")
    rehearsal.documented("Deploy from GitHub without keys")
    return "policies and role are made"


def change_parameters(rehearsal: Rehearsal) -> str:
    """Those of the documentation, another, and one that is gone, as samconfig.toml may have it. The pages stay."""
    rehearsal.documented("Deploy", 2)
    rehearsal.shell(f"{rehearsal.block('Concurrency', 1).strip()} CacheMaxAge=30 SiteName=Gone")
    return looking.every_page_is_there(rehearsal, NAME)


def fail_to_update(rehearsal: Rehearsal) -> str:
    """An update that fails is rolled back, and the site goes on."""
    template = rehearsal.tree / ".aws-sam" / "build" / "template.yaml"
    good = template.read_text(encoding="utf-8")
    document = json.loads(good)
    # A function of CloudFront of a name that there is: found out only while the stack is being updated.
    taken = {"Fn::Sub": "${AWS::StackName}-${AWS::Region}"}
    settings = {"Comment": "taken", "Runtime": "cloudfront-js-2.0"}
    document["Resources"]["Refused"] = {
        "Type": "AWS::CloudFront::Function",
        "Properties": {"Name": taken, "AutoPublish": True, "FunctionCode": "//", "FunctionConfig": settings},
    }
    template.write_text(json.dumps(document), encoding="utf-8")
    rehearsal.shell('sam deploy --stack-name "$STACK" --parameter-overrides LogRetentionDays=7', status=1)
    template.write_text(good, encoding="utf-8")
    (stack,) = rehearsal.aws().client("cloudformation").describe_stacks(StackName=STACK)["Stacks"]
    status: str = stack["StackStatus"]
    if status != "UPDATE_ROLLBACK_COMPLETE":
        raise LocalError(f"the stack is in the state {status}")
    looking.every_page_is_there(rehearsal, NAME)
    return status


def stage(rehearsal: Rehearsal) -> str:
    """A second site in the account, without CloudFront, that the first does not notice."""
    rehearsal.documented("A staging site, and two sites in one account")
    stack = "articles-staging"
    staged = f"STACK={stack}\n"
    # Files of one subject are enough: what becomes of each is shown by the first site.
    file, url = next(looking.articles(rehearsal.tree))
    few = rehearsal.folder / "few"
    shutil.copytree(file.parent, few / "content" / file.parent.name)
    (few / "content" / "site.yaml").write_text("name: Staged\nnoindex: true\n", encoding="utf-8")
    (few / "content" / "site").mkdir()
    (few / "content" / "site" / "style.css").write_text("main { color: #123456 }\n", encoding="utf-8")
    rehearsal.shell(staged + "".join(rehearsal.block("Upload", number) for number in range(3)), tree=few)
    outputs = rehearsal.aws(stack).outputs
    if outputs["SiteUrl"] != outputs["ApiUrl"]:
        raise LocalError(f"a site without CloudFront is at {outputs['SiteUrl']}, not at {outputs['ApiUrl']}")
    page = looking.get(rehearsal.aws(stack), url)
    if "Staged" not in page.text or page.headers.get("x-robots-tag") != "noindex":
        raise LocalError(f"the staged page is not by its settings: {page.headers}\n{page.text[:500]}")
    if not (style := re.search(r'<link rel="stylesheet" href="([^"]+)">', page.text)):
        raise LocalError(f"the staged page has no style of the site\n{page.text[:500]}")
    if "#123456" not in looking.get(rehearsal.aws(stack), style[1]).text:
        raise LocalError(f"the style is not at {style[1]}")
    rehearsal.shell(f'{staged}sam delete --stack-name "$STACK"')
    return looking.every_page_is_there(rehearsal)


def secret(rehearsal: Rehearsal) -> str:
    """The secret between CloudFront and the functions is changed, and no reader is refused at any point."""
    heading = "Change the secret between CloudFront and the functions"
    old, new = rehearsal.shell(rehearsal.block(heading) + 'echo "$OLD $NEW"').split()[-2:]
    deployments = rehearsal.block(heading, 1).splitlines()
    for deployment in deployments:
        rehearsal.shell(f"OLD={old} NEW={new}\n{deployment}")
        looking.every_page_is_there(rehearsal)
    return f"{len(deployments)} deployments"


def secret_of_previews(rehearsal: Rehearsal) -> str:
    """The secret of previews is changed: links by the old one work until it is given up, those by the new one then."""
    heading = "Change the secret of previews"
    file, _ = next(looking.articles(rehearsal.tree))
    key = file.relative_to(rehearsal.tree / "content").as_posix()
    aws = rehearsal.aws()

    def link() -> str:
        made = rehearsal.shell(f'articles preview {key} --stack "$STACK"').split()[-1]
        return made.removeprefix(aws.outputs["SiteUrl"])

    first = link()
    new = rehearsal.shell(rehearsal.block(heading) + '\necho "$NEW"').split()[-1]
    second = link()
    told = [looking.get(aws, each).status_code for each in (first, second)]
    rehearsal.shell(f"NEW={new}\n{rehearsal.block(heading, 1)}")
    told += [looking.get(aws, each).status_code for each in (first, second)]
    if told != [200, 200, 404, 200]:
        raise LocalError(f"the links are answered {told}")
    return "2 deployments"


def emergencies(rehearsal: Rehearsal) -> str:
    """What an operator types when something is wrong, or very large: each is accepted."""
    blocks = (
        ("Deploy", 1),
        ("Restore", 1),
        ("Restore", 2),
        ("Move a million files in", 0),
    )
    for heading, number in blocks:
        rehearsal.documented(heading, number)
    return f"{len(blocks)} commands"


def take_down(rehearsal: Rehearsal) -> str:
    """The stack goes, buckets and table stay; the site comes back under the same name; then everything goes."""
    down, back, away = (rehearsal.block("Take the site down", number) for number in range(3))
    aws = rehearsal.aws()
    bucket, table, derived, *_ = rehearsal.shell(down).split()
    for name in (bucket, derived):
        aws.client("s3").head_bucket(Bucket=name)
    aws.client("s3").put_object(Bucket=derived, Key="pictures/a.png", Body=b"so that it is not empty")
    aws.client("dynamodb").describe_table(TableName=table)
    rehearsal.shell(f"BUCKET={bucket}\n{back}")
    looking.at_rest(rehearsal)
    found = looking.every_page_is_there(rehearsal, NAME)
    rehearsal.shell(down)
    rehearsal.shell(f"BUCKET={bucket} TABLE={table} DERIVED={derived}\n{away}")
    there = {each["Name"] for each in aws.client("s3").list_buckets()["Buckets"]}
    if still := there & {bucket, derived}:
        raise LocalError(f"{', '.join(still)} is still there")
    if table in aws.client("dynamodb").list_tables()["TableNames"]:
        raise LocalError(f"{table} is still there")
    return found
