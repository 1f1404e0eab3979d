"""The articles of the demo portals as they were written: one TOML file for each portal and language."""
