"""What the people of the two councils said and asked this morning: the latest that the playground begins with."""

# ruff: noqa: E501 - what somebody says stays on one line

from __future__ import annotations

from adapters.playground.steps import DOCUMENT, EVENT, AllRead, Presses, Replies, Says, Shares, Step

PROMPT = "What are you working on this week that somebody here may have done before?"
"""The first question of the pack that is added."""

_TRIAL = """# Caddy trial, weeks 1 to 6

| street | before | after |
| --- | --- | --- |
| Mill Lane | 18 % | 31 % |
| Station Road | 22 % | 26 % |

Most people asked where to get more liners. Nobody asked how many tonnes it was.
"""

THIS_MORNING: tuple[Step, ...] = (
    # --- a poll on the other side, and one in Food Waste ---
    Says(
        130,
        "owen",
        "wb_streets",
        '/poll new "Which school street comes next?" "Oak Lane, afternoons too" "Mill Road" "St Anne’s" closes: in 3 days',
    ),
    Presses(128, "luis", "wb_streets", "Mill Road"),
    Presses(124, "grace", "wb_streets", "Mill Road"),
    Presses(120, "owen", "wb_streets", "St Anne’s"),
    Says(118, "amina", "ns_recycling", "/prompt now"),
    Replies(
        112,
        "helen",
        "ns_recycling",
        PROMPT,
        "A letter about caddies that does not sound like a letter. Plain Words, I am looking at you.",
    ),
    Replies(
        104, "tom", "ns_recycling", PROMPT, "Bin stores that somebody sets on fire twice a year. Any ideas?"
    ),
    Says(
        96,
        "priya",
        "ns_recycling",
        "Westborough gave out free liners last year. Their depot says the bags were fine in the digester.",
    ),
    Shares(
        95,
        "amina",
        "ns_recycling",
        "caddy-trial.md",
        _TRIAL,
        "Caddy trial, weeks 1 to 6",
        "Weights by street, and what people said at the door.",
        "caddies, figures",
    ),
    Says(
        94,
        "priya",
        "ns_recycling",
        f'/comment add {DOCUMENT} "Week 4 is the week of the holidays, by the way."',
    ),
    Says(93, "tom", "ns_recycling", f"/doc rate {DOCUMENT} 5"),
    Says(92, "helen", "ns_recycling", "Then let us decide what the pilot tries first. Opening a poll."),
    AllRead(),
    Says(
        48,
        "helen",
        "ns_recycling",
        '/poll new "What should the food waste pilot try first?" "Free caddy liners" "Stickers on bins"'
        ' "Text reminders" closes: in 50 hours',
    ),
    Presses(46, "helen", "ns_recycling", "Stickers on bins"),
    Presses(44, "tom", "ns_recycling", "Free caddy liners"),
    Presses(41, "priya", "ns_recycling", "Free caddy liners"),
    Presses(38, "grace", "ns_recycling", "Text reminders"),
    Presses(30, "amina", "ns_recycling", "Free caddy liners"),
    Says(
        12, "tom", "ns_recycling", "Liners did it for the flats on Mill Lane: from 18% to 31% in six weeks."
    ),
    Says(
        9,
        "priya",
        "ns_recycling",
        "@tom that is a story worth writing down. Shall we talk on Friday in #library?",
    ),
    Says(
        8,
        "tom",
        "ns_recycling",
        '/event new "Stairwell walk" "in 3 days 2pm for 90 minutes" place: "Mill Lane, entrance B" capacity: 6'
        ' text: "We look at three entrances and talk to whoever comes home. Bring shoes for rain."',
    ),
    Presses(8, "tom", "ns_recycling", "Yes, post it"),
    Presses(8, "priya", "ns_recycling", "I’m coming"),
    Presses(8, "amina", "ns_recycling", "I’m coming"),
    Says(7, "helen", "ns_recycling", f'/event agenda {EVENT} point: "Where would a second bin stand?"'),
    Says(7, "marta", "wb_digital", "New version of the letter is out for comments, at 121 words now."),
    Says(
        5,
        "grace",
        "ns_general",
        "The phones are busy indeed. Tea in the members’ room for everyone on shift.",
    ),
)
