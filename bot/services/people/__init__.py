"""People: who there is, what they say of themselves, who finds them, and who somebody is to a request."""
