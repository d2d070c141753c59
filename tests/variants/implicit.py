"""Events that nobody sends and that come all the same: of comments, labels, pushes, and of runs that end."""

from __future__ import annotations

from dataclasses import dataclass

from spellings.frame import Files
from spellings.meaning import Plain, plain
from wflint.graph import System
from wflint.implicit import Outcome, implicit_edges
from wflint.values.value import Const, Reference, Text, Value

OWN: Plain = ("Reference", ("github", "repository"))
BOT: Plain = ("Reference", ("secrets", "BOT"))
RUN_TOKEN: Plain = ("Reference", ("github", "token"))
ISSUE = Reference(("inputs", "issue"))


@dataclass(frozen=True)
class Raised:
    """What a workflow does that GitHub makes an event of; what isn't said isn't there."""

    event: str
    types: tuple[str, ...] | None
    token: Plain | None
    repository: Plain = OWN
    body: Plain | None = None
    label: Plain | None = None
    branch: Plain | None = None
    tag: Plain | None = None
    certain: bool = True


@dataclass(frozen=True)
class Heard:
    """Who listens for it, and whether the token lets it start."""

    workflow: str
    outcome: Outcome
    sure: bool


@dataclass(frozen=True)
class Implicit:
    """A repository, what its workflow `first.yml` raises, and who hears that."""

    files: Files
    raised: tuple[Raised, ...]
    heard: tuple[Heard, ...]


def raised(system: System) -> tuple[Raised, ...]:
    """Everything that is raised, in its order."""
    return tuple(
        Raised(
            act.event,
            act.types,
            _plain(act.token),
            plain(act.repository),
            _plain(act.body),
            _plain(act.label),
            _plain(act.branch),
            _plain(act.tag),
            act.certain,
        )
        for way in system.ways
        for act in way.step.acts
    )


def heard(system: System) -> tuple[Heard, ...]:
    """Everyone who hears it, in its order."""
    edges = implicit_edges(system)
    return tuple(Heard(edge.workflow.workflow.source.name, edge.outcome, edge.sure) for edge in edges)


def _plain(value: Value | None) -> Plain | None:
    return None if value is None else plain(value)


def given(text: str) -> Plain:
    """A constant."""
    return plain(Const(text))


def with_listener(steps: str, on: str, condition: str = "") -> Files:
    """A workflow that is started by hand and does these steps, and one that listens."""
    guard = f"    if: {condition}\n" if condition else ""
    return {
        ".github/workflows/first.yml": (
            "on:\n  workflow_dispatch:\n    inputs:\n      issue: {required: true, type: string}\n"
            f"jobs:\n  act:\n    runs-on: ubuntu-latest\n    steps:\n{steps}"
        ),
        ".github/workflows/second.yml": f"on:\n{on}jobs:\n  hear:\n{guard}    runs-on: x\n    steps: [{{run: make}}]\n",
    }


COMMENTS = "  issue_comment:\n    types: [created]\n"
LABELS = "  issues:\n    types: [labeled]\n"

VARIANTS = {
    "comment-that-is-a-command": Implicit(
        with_listener(
            """\
      - run: gh issue comment "$ISSUE" --repo "$GITHUB_REPOSITORY" --body "/pack now"
        env:
          GH_TOKEN: ${{ secrets.BOT }}
          ISSUE: ${{ inputs.issue }}
""",
            COMMENTS,
            "startsWith(github.event.comment.body, '/pack')",
        ),
        (Raised("issue_comment", ("created",), BOT, body=given("/pack now")),),
        (Heard("second.yml", "starts", True),),
    ),
    "comment-by-the-token-of-the-run": Implicit(
        with_listener(
            """\
      - uses: actions/github-script@v8
        with:
          script: |
            await github.rest.issues.createComment({
              ...context.repo,
              issue_number: Number('${{ inputs.issue }}'),
              body: ['<!-- done -->', 'PACKED'].join('\\n'),
            });
""",
            COMMENTS,
            "contains(github.event.comment.body, 'PACKED')",
        ),
        (Raised("issue_comment", ("created",), RUN_TOKEN, body=given("<!-- done -->\nPACKED")),),
        (Heard("second.yml", "suppressed", True),),
    ),
    "comment-with-a-marker-by-an-action": Implicit(
        with_listener(
            """\
      - uses: peter-evans/create-or-update-comment@v5
        with:
          token: ${{ secrets.BOT }}
          issue-number: ${{ inputs.issue }}
          body: |
            /ship ${{ inputs.issue }}
""",
            COMMENTS,
        ),
        (
            Raised(
                "issue_comment",
                ("created",),
                BOT,
                body=plain(Text((Const("/ship "), ISSUE))),
            ),
        ),
        (Heard("second.yml", "starts", True),),
    ),
    "label-that-is-a-state": Implicit(
        with_listener(
            """\
      - run: |
          gh issue edit "$ISSUE" --repo "$GITHUB_REPOSITORY" --remove-label "order:new" --add-label "order:packing"
        env:
          GH_TOKEN: ${{ secrets.BOT }}
          ISSUE: ${{ inputs.issue }}
""",
            LABELS,
            "github.event.label.name == 'order:packing'",
        ),
        (
            Raised("issues", ("labeled",), BOT, label=given("order:packing")),
            Raised("issues", ("unlabeled",), BOT, label=given("order:new")),
        ),
        (Heard("second.yml", "starts", True),),
    ),
    "label-by-octokit": Implicit(
        with_listener(
            """\
      - uses: actions/github-script@v8
        with:
          github-token: ${{ secrets.BOT }}
          script: |
            const state = 'packing';
            await github.rest.issues.addLabels({
              owner: context.repo.owner, repo: context.repo.repo, issue_number: 7, labels: [`order:${state}`],
            });
""",
            LABELS,
        ),
        (
            Raised("issues", ("labeled",), BOT, label=given("order:packing"), certain=False),
            Raised("pull_request", ("labeled",), BOT, label=given("order:packing"), certain=False),
        ),
        (Heard("second.yml", "starts", False),),
    ),
    "push-to-another-branch": Implicit(
        with_listener(
            """\
      - uses: actions/checkout@v5
        with: {token: "${{ secrets.BOT }}"}
      - run: |
          git commit --allow-empty -m "next night"
          git push --force origin HEAD:nightly
""",
            "  push:\n    branches: [nightly]\n",
        ),
        (Raised("push", (), BOT, body=given("next night"), branch=given("nightly")),),
        (Heard("second.yml", "starts", True),),
    ),
    "push-by-the-token-of-the-run": Implicit(
        with_listener(
            """\
      - uses: actions/checkout@v5
      - run: git push origin HEAD:nightly
""",
            "  push:\n    branches: [nightly]\n",
        ),
        (Raised("push", (), RUN_TOKEN, branch=given("nightly")),),
        (Heard("second.yml", "suppressed", True),),
    ),
    "push-to-another-repository": Implicit(
        with_listener(
            """\
      - run: |
          git clone "https://x-access-token:${BOT}@github.com/octo/website.git" site
          cd site
          git checkout -b nightly
          git push "https://x-access-token:${BOT}@github.com/octo/website.git" nightly
        env:
          BOT: ${{ secrets.BOT }}
""",
            "  push:\n    branches: [nightly]\n",
        ),
        (Raised("push", (), BOT, repository=given("octo/website"), branch=given("nightly")),),
        (),
    ),
}
