"""Commands to gateways: given by a person, sent until answered or expired. None of them commands a panel."""
