"""The conversation with which the playground begins: what the people of the two councils said and asked.

Every line goes through the product as if it had just been typed; a line in a
direct conversation or one that begins with a slash is a command.
"""

from __future__ import annotations

from typing import Final

from adapters.playground.days_before import DAYS_BEFORE
from adapters.playground.steps import Step
from adapters.playground.this_morning import THIS_MORNING

TRANSCRIPT: Final[tuple[Step, ...]] = (*DAYS_BEFORE, *THIS_MORNING)
