"""As many small portals as ``GAZETTE_TEST_MANY`` says, each in a folder of its own on the tests' server."""
