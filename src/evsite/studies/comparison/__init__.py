"""What one design has, gains or loses beside another."""
