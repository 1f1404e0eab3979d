"""``gazette`` and ``python -m crawler``: where every command begins.

Apart from ``crawler.cli``, as a worker process imports what its parent was started as, and has no use for that.
"""


def main() -> None:
    """See ``crawler.cli.main``."""
    from crawler.cli import main as run

    run()


if __name__ == "__main__":
    main()
