"""What is kept: a database for what people did, and files by content hash for everything else.

    database.py   SQLAlchemy Core on SQLite (by default) or PostgreSQL (by URL); one transaction a step; named migrations
    files.py      originals, views and released files by SHA-256; derived results by the hash of what they were derived from
    packs.py      records and their pages as compact files (pages are never kept in the database)

May import: model, errors.
"""

from foia.store.database import Store
from foia.store.files import Files, hash_file

__all__ = ["Files", "Store", "hash_file"]
