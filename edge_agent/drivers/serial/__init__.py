"""Fire panels that speak over a serial line of their own: settings, plan, driver."""
