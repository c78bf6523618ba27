"""Sample data of the former province of Nam Định: real units, sketched boundaries, invented places."""
