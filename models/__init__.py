"""Models that see trouble coming: windows, ONNX files, their training and judging; no device and no cloud."""
