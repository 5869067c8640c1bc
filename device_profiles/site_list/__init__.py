"""A site's list of points (点位表): spreadsheet bytes in, points and faults by cell out."""
