"""The relational store: engine, transactions, migrations. No business noun lives here."""
