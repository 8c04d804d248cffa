"""The wiki: pages, their names, their versions, and what is related to them."""
