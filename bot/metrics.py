"""What is counted for Prometheus, at `/metrics`. No label ever holds a name, an account or a text."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Counter("convenor_requests", "Requests handled", ["platform", "command", "result"])
SECONDS = Histogram(
    "convenor_request_seconds",
    "Time from a request to its answer",
    ["platform"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3),
)
SENT = Counter("convenor_sent", "Messages sent, changed or given up", ["platform", "action", "result"])
WAITING = Gauge("convenor_outbox_waiting", "Messages that wait to be sent")
JOBS = Counter("convenor_jobs", "Scheduled jobs run, skipped or failed", ["job", "result"])
