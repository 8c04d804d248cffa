"""What Slack accepts: texts, blocks, views, message payloads.

Each check returns a list of `Problem`; no problem is an empty list. The numbers
are the platform's published limits. Where the machine-readable references are
at hand (`specs.py`), shapes are checked against them too.
"""
