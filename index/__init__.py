"""Which documents contain these terms, how strongly?

Turns documents into terms, postings and columns on disk, and opens them again
read-only. Knows documents only by their ids, fields and keywords.
"""
