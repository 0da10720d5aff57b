"""The office over the years: opened, checked, backed up, rebuilt, shown."""
