"""Pages behind the menu that are changed in place and bear no date: what a portal's declaration watches."""

from __future__ import annotations

STANDING: dict[str, dict[str, tuple[str, ...]]] = {
    "demo_tides": {
        "/en/service/2-7": (
            "Whoever lies at a public quay pays harbour dues. They are counted by the night and by the metre of the "
            "vessel's length, and are paid to the harbour office before the vessel sails.",
            "| Vessel | Crowns a metre and night |\n| Up to 15 metres | 4.20 |\n| 15 to 40 metres | 6.90 |\n"
            "| Over 40 metres | 11.50 |",
            "## Who pays less",
            "- Fishing vessels of the east coast pay half from November to March.\n"
            "- Vessels that seek shelter from a storm pay nothing for the first two nights.\n"
            "- Rescue vessels and vessels of schools pay nothing.",
            "Who cannot pay at once may ask the harbour office for a delay of up to ninety days. No reason has to be "
            "given.",
        )
    }
}
"""By portal and address: the blocks of each page in the portal's first state."""
