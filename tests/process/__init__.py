"""Tests of the product as an operator has it: a process that is started, stopped, killed and read."""
