"""What has been said, by whom?

Reads statements from files, knows cities and mayors, and keeps every record
with its provenance in a small database. Imports none of our other packages.
"""
