"""Vector tiles of the region, made from the extract that routing uses, and served; no outside map."""
