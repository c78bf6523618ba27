"""What calculated coverage is asked for, and what is answered."""
