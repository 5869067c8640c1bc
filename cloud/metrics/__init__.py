"""The figures of this process for Prometheus. They are read where they are kept; nothing is counted here."""
