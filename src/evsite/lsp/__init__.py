"""Site files in editors: findings as you type, by the Language Server Protocol."""
