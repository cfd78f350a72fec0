"""Change what `sam build` made so that the emulator can deploy it, and SAM soon.

adapt.py TEMPLATE PORT, which is the emulator's.
"""

import json
import shutil
import sys
from pathlib import Path

from articles.local.template import read_template

from tests.rehearsal.gaps import adapt


def main(file: str, port: str) -> None:
    """Change the template, and pack the layers.

    A deployment reads the template seven times, for which JSON takes it no time, and packs each layer, of which that
    with the libraries takes it seconds, even if it uploads nothing. So this is done once for all deployments.
    """
    template = Path(file)
    document = json.loads(json.dumps(read_template(template, {}, "").document, default=str))
    adapt(document, int(port))
    for resource in document["Resources"].values():
        if resource["Type"] == "AWS::Serverless::LayerVersion":
            layer = template.parent / resource["Properties"]["ContentUri"]
            packed = shutil.make_archive(str(layer), "zip", layer)
            resource["Properties"]["ContentUri"] = Path(packed).name
    template.write_text(json.dumps(document), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
