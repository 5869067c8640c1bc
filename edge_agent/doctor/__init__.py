"""What `edge-agent doctor` looks at: for each thing how it is found out, and how it is judged."""
