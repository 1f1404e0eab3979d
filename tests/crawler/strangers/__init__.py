"""Three fictional portals that the probe was not written against: page structures as real systems make them.

They were written when the probe worked on the demo portals; ``crawler/README.md`` has its score on the first try.
Each module has ``pages(host)``, paths to answers for ``SmallServer``, and ``ARTICLES``, the paths of its articles.
"""
