"""The core: declared commands, requests, replies, dispatch, outbox, clock, and the domain's services."""
