"""Reference places (重点场所): hospitals with beds, hazardous sites with substances, and others."""
