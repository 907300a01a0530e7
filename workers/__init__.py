"""Processes that run by themselves: they claim work, decide through flows, deliver."""
