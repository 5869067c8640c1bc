"""Crews on the road (执勤人员): links that open one vehicle, station or incident, and what they tell."""
