"""How much an action or a called workflow brings in, all levels down, worked out from the files before any of it is followed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from wflint.lean import dataclass, field

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from wflint.syntax.node import Scalar
    from wflint.syntax.workflow import Action, Job, Step, Workflow

DEEPEST = 10
"""GitHub's limit of nesting, for actions and for called workflows.

docs.github.com, "Reusing workflow configurations"; actions/runner `CompositeActionsMaxDepth`.
"""


@dataclass(frozen=True, slots=True)
class Weight:
    """Local actions and called workflows, and the steps in them, each counted as often as it is used."""

    uses: int = 0
    steps: int = 0

    def __add__(self, other: Weight) -> Weight:
        return Weight(self.uses + other.uses, self.steps + other.steps)

    def __le__(self, other: Weight) -> bool:
        return self.uses <= other.uses and self.steps <= other.steps


MOST = Weight(500, 5_000)
"""What one workflow may bring in.  Ten levels of nine uses each would be three billion; the most known is 113 uses, 736 steps."""

MOST_INSIDE = 1_000
"""Messages of actions and called workflows, each counted as often as it is used, in one repository; the most known is 11.

A hundred workflows of one line that each bring in a hundred messages would be ten thousand.
"""


@dataclass(slots=True)
class Inside:
    """The weights of one repository; each file is looked at once for each level that it is used on.

    `action` and `called` find what a `uses` names, if it is in the repository.
    """

    action: Callable[[Scalar], Action | None]
    called: Callable[[Scalar], Workflow | None]
    _known: dict[tuple[str, int], Weight] = field(default_factory=dict)

    def of_action(self, action: Action, depth: int) -> Weight:
        """An action used by a step that is so many actions deep, with all that its steps use."""
        key = action.source.local, depth
        if key not in self._known:
            self._known[key] = sum((self._of_step(step, depth + 1) for step in action.steps), own_weight(action.steps))
        return self._known[key]

    def of_workflow(self, workflow: Workflow, depth: int) -> Weight:
        """A workflow called by a job that is so many workflows deep, with all that its jobs use."""
        key = workflow.source.local, depth
        if key not in self._known:
            steps = [step for _, step in workflow.steps()]
            weights = (*(self._of_step(step, 0) for step in steps), *(self._of_job(job, depth + 1) for job in workflow.jobs))
            self._known[key] = sum(weights, own_weight(steps))
        return self._known[key]

    def _of_step(self, step: Step, depth: int) -> Weight:
        action = self.action(step.uses) if step.uses is not None and depth < DEEPEST else None
        return self.of_action(action, depth) if action is not None else Weight()

    def _of_job(self, job: Job, depth: int) -> Weight:
        called = self.called(job.calls) if job.calls is not None and depth < DEEPEST else None
        return self.of_workflow(called, depth) if called is not None else Weight()


def own_weight(steps: Iterable[Step]) -> Weight:
    """What an action or workflow of these steps weighs by itself, used once."""
    return Weight(1, sum(1 for _ in steps))
