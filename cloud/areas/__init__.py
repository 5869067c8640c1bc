"""The region, its leagues and counties by administrative code, with names and population; townships."""
