"""Platforms that push what their devices report: NB-IoT operators' and LoRaWAN network servers."""
