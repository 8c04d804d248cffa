"""One driver a platform: turns what a scenario says into what the platform's client would send."""
