"""Who has fallen silent (链路监测): gateways past their limits, organisations of which nobody is heard."""
