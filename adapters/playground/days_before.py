"""What the people of the two councils said and asked in the days before, with which the playground begins."""

# ruff: noqa: E501 - what somebody says stays on one line

from __future__ import annotations

from adapters.playground.steps import QUESTION, Presses, Replies, Says, Step

_DAY = 24 * 60
_FIRST, _THEN = 4 * _DAY, 2 * _DAY

DAYS_BEFORE: tuple[Step, ...] = (
    # --- some days ago: profiles, and the first communities ---
    Says(
        _FIRST + 160,
        "grace",
        "",
        'profile edit organisation: "Northshire Council" role: "Democratic services officer"'
        ' expertise: "elections, committees, calling people back" findable: yes',
    ),
    Says(
        _FIRST + 150,
        "amina",
        "",
        'profile edit organisation: "Northshire Council" role: "Waste and recycling officer"'
        ' expertise: "food waste, contamination, door-step campaigns" interests: "behaviour change" findable: yes',
    ),
    Says(
        _FIRST + 146,
        "helen",
        "",
        'profile edit organisation: "Northshire Council" role: "Public health analyst"'
        ' expertise: "surveys, statistics, behaviour change" interests: "housing and health" findable: yes',
    ),
    Says(
        _FIRST + 141,
        "tom",
        "",
        'profile edit organisation: "Northshire Council" role: "Housing officer"'
        ' expertise: "private renting, flats, repairs" findable: yes',
    ),
    Says(
        _FIRST + 139,
        "priya",
        "",
        'profile edit organisation: "Northshire Council" role: "Knowledge manager"'
        ' expertise: "communities of practice, facilitation, libraries" findable: yes',
    ),
    Says(
        _FIRST + 132,
        "grace",
        "ns_general",
        "Good morning. Council tax letters go out on Thursday, so the phones will be busy.",
    ),
    Says(
        _FIRST + 130, "priya", "ns_general", "Thanks Grace. The library desks will help with the simple ones."
    ),
    Says(
        _FIRST + 121,
        "amina",
        "ns_recycling",
        '/community new "Food Waste" purpose: "Less food in the bin, more in the caddy: what works, with numbers"'
        ' audience: "Anyone whose work touches bins, kitchens or flats" topics: "Caddy liners; flats; contamination"',
    ),
    Says(
        _FIRST + 119,
        "amina",
        "ns_recycling",
        "This channel is now home to the Food Waste community. Say what you try, even when it fails!",
    ),
    Says(
        _FIRST + 112,
        "helen",
        "ns_recycling",
        "Happy to. We have the survey from spring: 4 in 10 households say the caddy smells.",
    ),
    Says(
        _FIRST + 95,
        "tom",
        "ns_housing",
        '/community new "Private Renting" purpose: "Good homes in the private sector: licensing, repairs, fair notices"',
    ),
    Says(_FIRST + 93, "tom", "ns_housing", "Landlord forum is on the 14th. I will bring your questions."),
    Says(_FIRST + 92, "helen", "ns_housing", "Could you ask about damp? We see it in the asthma figures."),
    Says(_FIRST + 90, "tom", "ns_housing", "Will do. @helen could you send me two of those figures?"),
    Says(
        _FIRST + 70,
        "owen",
        "wb_streets",
        '/community new "School Streets" purpose: "Closing streets to cars at school times, and keeping friends"',
    ),
    Says(
        _FIRST + 68,
        "owen",
        "wb_streets",
        "Second week at Oak Lane: 61 fewer cars in the morning, and one very cross baker.",
    ),
    Says(
        _FIRST + 66,
        "luis",
        "wb_streets",
        "Could the baker have his deliveries before 8? That is what they did at St Anne’s.",
    ),
    Says(
        _FIRST + 60,
        "marta",
        "wb_digital",
        '/community new "Plain Words" purpose: "Forms and letters that people understand the first time"',
    ),
    Says(
        _FIRST + 58,
        "marta",
        "wb_digital",
        "Bon dia! I cut the parking permit letter from 412 words to 138. Who wants to read it?",
    ),
    Says(
        _FIRST + 55, "grace", "wb_digital", "Me, please. Calls about that letter are a third of our Mondays."
    ),
    Says(
        _FIRST + 50,
        "priya",
        "ns_library",
        "The reading group chose “The Salt Path” for December. Doors open at six.",
    ),
    # --- what Food Waste knows: two pages that link, and a question with its answer ---
    Says(
        _THEN + 48,
        "amina",
        "ns_recycling",
        '/wiki new "Caddy liners" text: "Compostable liners only; paper ones tear in the rain.'
        ' See [[Flats]] for stairwells." tagged: liners, caddies',
    ),
    Says(
        _THEN + 44,
        "tom",
        "ns_recycling",
        '/wiki new "Flats" text: "One outdoor bin for eight doors, next to the entrance and not behind it.'
        ' Each door gets [[Caddy liners]] in the first week." tagged: flats, caddies',
    ),
    Says(
        _THEN + 40,
        "helen",
        "ns_recycling",
        '/ask new "Who has tried liners in flats without a lift?" tagged: flats, liners',
    ),
    Says(
        _DAY + 34,
        "tom",
        "ns_recycling",
        f'/ask answer {QUESTION} "We did, in three blocks: a roll through every letterbox, and a bin per entrance."',
    ),
    Presses(_DAY + 30, "helen", "", "Accept it"),
    # --- what comes by itself: a question every Wednesday, from a pack ---
    Says(_DAY + 29, "amina", "ns_recycling", "/prompt pack nurture add: yes"),
    Says(_DAY + 29, "amina", "ns_recycling", '/prompt schedule weekly day: Wednesday at: "10:00"'),
    # --- a longer piece, and a topic that people answer in its thread ---
    Says(
        _DAY + 28,
        "tom",
        "ns_recycling",
        '/post new "Six weeks of liners on Mill Lane" text: "We began with forty flats and a stair for each of us.'
        " On the first Monday nobody had heard of us; by the third the caretaker gave out the rolls himself."
        "\n\nWhat worked: liners through the letterbox, a bin at the door and not behind the house, and a note of"
        ' two lines. What did not: stickers, and any sentence with the word tonnage in it." tagged: flats, liners',
    ),
    Presses(_DAY + 27, "tom", "ns_recycling", "Publish"),
    Says(
        _DAY + 25,
        "owen",
        "wb_streets",
        '/topic new "Who talks to the schools?" text: "Head teachers hear from three of us a week. Could it be one?"'
        " tagged: schools",
    ),
    Replies(
        _DAY + 24,
        "luis",
        "wb_streets",
        "Who talks to the schools?",
        "I have a list of whom we wrote to since May.",
    ),
    Replies(
        _DAY + 23,
        "grace",
        "wb_streets",
        "Who talks to the schools?",
        "Put my number on it; parents call us anyway.",
    ),
    # --- an hour that comes again ---
    Says(
        _DAY + 22,
        "marta",
        "wb_digital",
        '/event new "Letters read aloud" "every second Thursday 16:00 for 1 hour" place: "Room 2, or the link"'
        ' link: https://meet.example.org/letters text: "Bring one letter. We read it to somebody who has never'
        ' seen it."',
    ),
    Presses(_DAY + 22, "marta", "wb_digital", "Yes, post it"),
    Presses(_DAY + 21, "grace", "wb_digital", "I’m coming"),
    Says(_DAY + 20, "grace", "wb_general", "Welcome to Luis, who joins Planning this week."),
    Says(
        _DAY + 18,
        "luis",
        "wb_general",
        "Thank you! My desk is on the second floor, next to the noisy printer.",
    ),
)
