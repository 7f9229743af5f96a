"""What answers this question best?

Takes a question, finds and ranks the documents that match, and gives the page
of hits with excerpts and facets that every front end shows.
"""
