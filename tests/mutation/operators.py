"""All operators, by name."""

from __future__ import annotations

from mutation import callbacks, correlation, cycles, listeners, neutral, neutral_sends, payloads, promises, structure, timeouts
from mutation.mutant import Operator

FAULTS: tuple[Operator, ...] = (
    *callbacks.OPERATORS,
    *listeners.OPERATORS,
    *correlation.OPERATORS,
    *cycles.OPERATORS,
    *timeouts.OPERATORS,
    *payloads.OPERATORS,
    *structure.OPERATORS,
    *promises.OPERATORS,
)

NEUTRAL: tuple[Operator, ...] = (*neutral.OPERATORS, *neutral_sends.OPERATORS)

ALL: tuple[Operator, ...] = (*FAULTS, *NEUTRAL)
