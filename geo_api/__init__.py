"""The service: routes, commands and the SQL behind them, a folder a feature."""
