"""What crews carry (随身设备): radios, drones and body cameras; where each is, and where it is seen."""
