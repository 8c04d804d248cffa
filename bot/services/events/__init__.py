"""Events: planned, repeated, answered, reminded of, prepared and written up; and calendars of them."""
