"""Excel workbooks, written and read safely. The only room that knows openpyxl; it knows no Django."""
