"""What a dispatch decides: type and grade, force, who is sent, what is left, how far to go by itself.

Pure: values in, values out. Nothing here reads the records, the clock or a file but the run cards it is
given.
"""
