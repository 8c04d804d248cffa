"""The conversation with which the playground begins: what the people of the two councils said and asked.

Every line goes through the product as if it had just been typed; a line in a
direct conversation or one that begins with a slash is a command.
"""

# ruff: noqa: E501 - what somebody says stays on one line

from __future__ import annotations

from adapters.playground.steps import AllRead, Presses, Replies, Says, Shares, Step

_DAY = 24 * 60

QUESTION, DOCUMENT, EVENT = "{question}", "{document}", "{event}"
"""Stand for the number of the question, the document or the event on the channel's latest card of one."""

BUTTONS = {QUESTION: "Answer…", DOCUMENT: "Download", EVENT: "Details"}
"""The buttons by which those cards are known; what they do ends with the number."""

_TRIAL = """# Caddy trial, weeks 1 to 6

| street | before | after |
| --- | --- | --- |
| Mill Lane | 18 % | 31 % |
| Station Road | 22 % | 26 % |

Most people asked where to get more liners. Nobody asked how many tonnes it was.
"""

TRANSCRIPT: tuple[Step, ...] = (
    # --- yesterday: profiles, and the first communities ---
    Says(
        _DAY + 160,
        "grace",
        "",
        'profile edit organisation: "Northshire Council" role: "Democratic services officer"'
        ' expertise: "elections, committees, calling people back" findable: yes',
    ),
    Says(
        _DAY + 150,
        "amina",
        "",
        'profile edit organisation: "Northshire Council" role: "Waste and recycling officer"'
        ' expertise: "food waste, contamination, door-step campaigns" interests: "behaviour change" findable: yes',
    ),
    Says(
        _DAY + 146,
        "helen",
        "",
        'profile edit organisation: "Northshire Council" role: "Public health analyst"'
        ' expertise: "surveys, statistics, behaviour change" interests: "housing and health" findable: yes',
    ),
    Says(
        _DAY + 141,
        "tom",
        "",
        'profile edit organisation: "Northshire Council" role: "Housing officer"'
        ' expertise: "private renting, flats, repairs" findable: yes',
    ),
    Says(
        _DAY + 139,
        "priya",
        "",
        'profile edit organisation: "Northshire Council" role: "Knowledge manager"'
        ' expertise: "communities of practice, facilitation, libraries" findable: yes',
    ),
    Says(
        _DAY + 132,
        "grace",
        "ns_general",
        "Good morning. Council tax letters go out on Thursday, so the phones will be busy.",
    ),
    Says(
        _DAY + 130, "priya", "ns_general", "Thanks Grace. The library desks will help with the simple ones."
    ),
    Says(
        _DAY + 121,
        "amina",
        "ns_recycling",
        '/community new "Food Waste" purpose: "Less food in the bin, more in the caddy: what works, with numbers"'
        ' audience: "Anyone whose work touches bins, kitchens or flats" topics: "Caddy liners; flats; contamination"',
    ),
    Says(
        _DAY + 119,
        "amina",
        "ns_recycling",
        "This channel is now home to the Food Waste community. Say what you try, even when it fails!",
    ),
    Says(
        _DAY + 112,
        "helen",
        "ns_recycling",
        "Happy to. We have the survey from spring: 4 in 10 households say the caddy smells.",
    ),
    Says(
        _DAY + 95,
        "tom",
        "ns_housing",
        '/community new "Private Renting" purpose: "Good homes in the private sector: licensing, repairs, fair notices"',
    ),
    Says(_DAY + 93, "tom", "ns_housing", "Landlord forum is on the 14th. I will bring your questions."),
    Says(_DAY + 92, "helen", "ns_housing", "Could you ask about damp? We see it in the asthma figures."),
    Says(_DAY + 90, "tom", "ns_housing", "Will do. @helen could you send me two of those figures?"),
    Says(
        _DAY + 70,
        "owen",
        "wb_streets",
        '/community new "School Streets" purpose: "Closing streets to cars at school times, and keeping friends"',
    ),
    Says(
        _DAY + 68,
        "owen",
        "wb_streets",
        "Second week at Oak Lane: 61 fewer cars in the morning, and one very cross baker.",
    ),
    Says(
        _DAY + 66,
        "luis",
        "wb_streets",
        "Could the baker have his deliveries before 8? That is what they did at St Anne’s.",
    ),
    Says(
        _DAY + 60,
        "marta",
        "wb_digital",
        '/community new "Plain Words" purpose: "Forms and letters that people understand the first time"',
    ),
    Says(
        _DAY + 58,
        "marta",
        "wb_digital",
        "Bon dia! I cut the parking permit letter from 412 words to 138. Who wants to read it?",
    ),
    Says(_DAY + 55, "grace", "wb_digital", "Me, please. Calls about that letter are a third of our Mondays."),
    Says(
        _DAY + 50,
        "priya",
        "ns_library",
        "The reading group chose “The Salt Path” for December. Doors open at six.",
    ),
    # --- what Food Waste knows: two pages that link, and a question with its answer ---
    Says(
        _DAY + 48,
        "amina",
        "ns_recycling",
        '/wiki new "Caddy liners" text: "Compostable liners only; paper ones tear in the rain.'
        ' See [[Flats]] for stairwells." tagged: liners, caddies',
    ),
    Says(
        _DAY + 44,
        "tom",
        "ns_recycling",
        '/wiki new "Flats" text: "One outdoor bin for eight doors, next to the entrance and not behind it.'
        ' Each door gets [[Caddy liners]] in the first week." tagged: flats, caddies',
    ),
    Says(
        _DAY + 40,
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
    Says(_DAY + 20, "grace", "wb_general", "Welcome to Luis, who joins Planning this week."),
    Says(
        _DAY + 18,
        "luis",
        "wb_general",
        "Thank you! My desk is on the second floor, next to the noisy printer.",
    ),
    # --- this morning: a poll on the other side, and one in Food Waste ---
    Says(
        130,
        "owen",
        "wb_streets",
        '/poll new "Which school street comes next?" "Oak Lane, afternoons too" "Mill Road" "St Anne’s" closes: in 3 days',
    ),
    Presses(128, "luis", "wb_streets", "Mill Road"),
    Presses(124, "grace", "wb_streets", "Mill Road"),
    Presses(120, "owen", "wb_streets", "St Anne’s"),
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
        '/event new "Stairwell walk" "Friday 2pm for 90 minutes" place: "Mill Lane, entrance B" capacity: 6'
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
