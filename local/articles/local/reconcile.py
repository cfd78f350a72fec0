"""Compare bucket and table by hand, and print what differs."""

from articles.local.output import Output
from articles.publishing.reconcile import Progress, enqueue, steps
from articles.publishing.running.services import Services
from rich.progress import Progress as Bar
from rich.progress import SpinnerColumn, TextColumn


def reconcile(to: Services, out: Output, *, everything: bool, dry_run: bool) -> int:
    """Print what differs between bucket and table, and ask for its repair.

    Args:
        to: The site.
        out: Where to print.
        everything: Treat all files of the bucket as different.
        dry_run: Only print.

    Returns:
        How many differ.
    """
    compared = different = 0
    with Bar(SpinnerColumn(), TextColumn("{task.description}"), console=out.console, transient=True) as bar:
        task = bar.add_task("comparing")
        for step in steps(to, Progress(), everything=everything):
            for each in step.differences:
                out.line(f"{each.key}: {each.reason}")
            if not dry_run:
                enqueue(step.differences, to)
            compared += step.compared
            different += len(step.differences)
            bar.update(task, description=f"comparing: {compared} so far, {different} different")
    done = "would be repaired" if dry_run else "will be repaired"
    out.line(f"{compared} compared, {different} {done}")
    return different
