"""The duties: open the year, collect, answer, remind, report, decide. Plain functions over the floors below."""
