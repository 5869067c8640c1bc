"""The local door: status, page, live edges, probes and answers, for people and programs on this machine."""
