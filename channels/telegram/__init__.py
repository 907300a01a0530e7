"""Telegram: the only home of python-telegram-bot.

`channel.Telegram` is the channel, `connect` is what an operator runs once. This file imports
nothing, so a process that only reads webhooks need not load python-telegram-bot (36 MB).
"""
