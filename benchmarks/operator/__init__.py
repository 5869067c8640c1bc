"""The operator's page at the region's size: rows for so many organisations, and how long each call takes."""
