"""The fleet's figures: gateways, links, lag, throughput and losses, by area, organisation and gateway."""
