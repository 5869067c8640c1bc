"""How much an organisation may send and how many series it may open; beyond it lies the quarantine."""
