"""The circular and its siblings: correction, annual sheet, mid-year report, check list, duties."""
