"""The inspection draw (双随机一公开): frozen, hashed, drawn from public chance, published. No HTTP."""
