"""What every part of the server shares: the world, the book of faults, and the rules in force."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.servers.discord.faults import Faults
from tests.servers.discord.world import World


@dataclass
class Rules:
    """Discord's periods, in seconds; a test may make them shorter.

    `patience` is how long the simulated people watch "… is thinking" before
    they take it for broken; Discord itself would wait for `token_life`.
    """

    first_response: float = 3.0
    token_life: float = 15 * 60.0
    nonce_memory: float = 5 * 60.0
    heartbeat: float = 41.25
    patience: float = 10.0


@dataclass
class Core:
    """The shared parts, handed to each area of the API."""

    world: World = field(default_factory=World)
    faults: Faults = field(default_factory=Faults)
    rules: Rules = field(default_factory=Rules)
