"""The contract: vocabulary, messages, topics, encodings and wire protocols as pure codecs.

No I/O and no clock live here: bytes and values in, values and bytes out.
"""
