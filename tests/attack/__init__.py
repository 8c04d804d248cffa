"""What hostile and clumsy people try; each test began as something that went wrong, or might have."""
