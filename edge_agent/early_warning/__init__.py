"""The early warning of a running gateway: values into windows, a model each second, its warnings told."""
