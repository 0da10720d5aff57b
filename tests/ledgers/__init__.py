"""Ledgers of other kinds and rhythms, made by code: what offices elsewhere keep under other names."""
