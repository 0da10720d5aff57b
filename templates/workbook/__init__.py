"""The workbooks: the tables behind a circular, the whole book."""
