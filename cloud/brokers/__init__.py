"""The doors through which brokers ask who may connect and speak, and the files they are given instead."""
