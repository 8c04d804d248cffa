"""The world that `convenor run` shows: two councils and eight people who work for them."""

from __future__ import annotations

from adapters.playground.world import Channel, Person, Workspace, World

_NORTH = "northshire"
_WEST = "westborough"

_NORTHSHIRE = Workspace(
    _NORTH,
    "Northshire Council",
    (
        Channel("ns_general", _NORTH, "general", "News for everybody at Northshire"),
        Channel("ns_recycling", _NORTH, "recycling", "Food waste, kerbside collection, contamination"),
        Channel("ns_housing", _NORTH, "housing", "Homelessness, repairs, private renting"),
        Channel("ns_library", _NORTH, "library", "Branches, reading groups, local history"),
    ),
)

_WESTBOROUGH = Workspace(
    _WEST,
    "Westborough Council",
    (
        Channel("wb_general", _WEST, "general", "News for everybody at Westborough"),
        Channel("wb_streets", _WEST, "streets", "Potholes, crossings, school streets"),
        Channel("wb_recycling", _WEST, "recycling", "Bins, depots and bulky waste"),
        Channel("wb_digital", _WEST, "digital", "Forms, data and plain words"),
    ),
)

COUNCILS = World(
    workspaces=(_NORTHSHIRE, _WESTBOROUGH),
    people=(
        Person("amina", "Amina Yusuf", "Waste and recycling, Northshire", {_NORTH: "amina"}),
        Person("tom", "Tom Barker", "Housing, Northshire", {_NORTH: "tom"}),
        Person("helen", "Helen Firth", "Public health, Northshire", {_NORTH: "helen"}),
        Person("priya", "Priya Nair", "Knowledge manager, both", {_NORTH: "priya", _WEST: "priya_wb"}),
        Person(
            "grace",
            "Grace Okafor",
            "Democratic services, both",
            {_NORTH: "grace", _WEST: "grace_wb"},
            administers=frozenset({_NORTH, _WEST}),
        ),
        Person("owen", "Owen Hughes", "Highways, Westborough", {_WEST: "owen"}),
        Person(
            "marta", "Marta Vidal", "Digital services, Westborough", {_WEST: "marta"}, "Europe/Madrid", "ca"
        ),
        Person("luis", "Luis Romero", "Planning, Westborough", {_WEST: "luis"}, "Atlantic/Canary", "es"),
    ),
)
