"""Printed reports: pages with Chinese that shows, tables, lines to sign."""
