"""What is on offer: migrations, the views that each audience reads, and their rights."""
