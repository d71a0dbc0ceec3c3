"""One error tree. Every message is one Chinese sentence for the user: where, what, remedy."""


class PolicyMatchError(Exception):
    """Anything a user can be told about; the message is shown as it is."""


class UnreadableDocument(PolicyMatchError):
    """The bytes of one document cannot be turned into text; other documents are not affected."""


class InvalidProfile(PolicyMatchError):
    """A profile names a key that does not exist or a value that cannot be read."""


class UnknownDocument(PolicyMatchError):
    """A document id that the library does not hold."""


class RefusedTable(PolicyMatchError):
    """A review table cannot be taken back; nothing of it was stored."""


class UnreadableTable(PolicyMatchError):
    """A table of enterprises or talents cannot be opened, or none of its columns is known."""


class CatalogBusy(PolicyMatchError):
    """Another process is writing to the same home folder."""


class CatalogDamaged(PolicyMatchError):
    """The catalogue or an index cannot be opened; the message says what `doctor --repair` can do."""


class UnsuitableEncoder(PolicyMatchError):
    """The encoder cannot be loaded, or is not the one the index was built with."""
