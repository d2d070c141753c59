"""Where tasks begin, among workflows that start each other."""

from __future__ import annotations

from linked import linked

from wflint.soundness.roles import distances

ISSUES = "{issues: {types: [edited]}, "
WORKING = "      - run: make\n"


def send(event: str, condition: str) -> str:
    return f'      - if: {condition}\n        run: gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type={event}\n'


def workflow(on: str, *steps: str) -> str:
    return f"on: {on}\nenv: {{GH_TOKEN: x}}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n" + "".join(steps)


def from_where(files: dict[str, str]) -> dict[str, int]:
    system = linked(files)
    return {path.rpartition("/")[2]: hops for path, hops in distances(system).items()}


def test_who_only_starts_itself_again_is_no_entrance_where_tasks_begin_elsewhere() -> None:
    again = send("work", "github.event_name == 'issues'")
    files = {
        "hub.yml": workflow(
            f"{ISSUES}repository_dispatch: {{types: [done]}}}}",
            send("work", "github.event_name == 'issues'"),
            send("work", "github.event.action == 'done'"),
        ),
        "worker.yml": workflow(
            f"{ISSUES}repository_dispatch: {{types: [work]}}}}",
            again,
            WORKING,
            send("done", "github.event_name == 'repository_dispatch'"),
        ),
    }
    assert from_where(files) == {"hub.yml": 0, "worker.yml": 1}


def test_who_starts_itself_is_the_entrance_where_there_is_no_other() -> None:
    files = {
        "hub.yml": workflow(
            f"{ISSUES}repository_dispatch: {{types: [start, done]}}}}",
            send("start", "github.event_name == 'issues'"),
            send("work", "github.event.action == 'start'"),
        ),
        "worker.yml": workflow("{repository_dispatch: {types: [work]}}", WORKING, send("done", "always()")),
    }
    assert from_where(files) == {"hub.yml": 0, "worker.yml": 1}
