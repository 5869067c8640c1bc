"""The way to the fire (行车导航): route, steps, dangers, and a new route for who has left the old one."""
