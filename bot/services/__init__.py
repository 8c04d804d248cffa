"""The verbs of the domain: one module a subject, for commands and jobs alike; none knows a chat."""
