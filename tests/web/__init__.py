"""Tests of the control room page, in a real browser against a cloud that plays scripted parts."""
