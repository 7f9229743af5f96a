"""How good and how fast, side by side with others; one command each.

python -m benchmarks relevance ../shared
"""
