"""What people read: letters, the blank forms, the circular and its siblings, the workbook, the board."""
