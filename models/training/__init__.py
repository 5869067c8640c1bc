"""How models are made: looks into windows, boosted trees as ONNX, descriptions; never on a gateway."""
