"""The one web server, and what it gives outside of the platforms."""
