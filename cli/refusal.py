"""Every way a command says no: one clear line. Imports nothing: the supervisor stays small."""


class Refused(Exception):
    """The command cannot be done; the text is one line, in French, saying what to do."""
