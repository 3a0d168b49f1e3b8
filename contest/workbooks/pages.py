"""How a worksheet looks and prints: widths, the heading that stays, the page with its header and footer, a chart."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from openpyxl.chart import BarChart, Reference
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from contest.workbooks.cells import visible

_PAPER_A4: Final = 9
_HEADER_SIGNS: Final = 80
"""Of a title in the header; Excel takes 255 for the whole of it, every `&` written twice."""
_CHART_ROWS: Final = 24
_CHART_COLUMNS: Final = 16
"""Beside the rows: one left free, and as many of the usual width as the chart is wide."""
_CHART_CM: Final = (24, 11)


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar chart beside a sheet's rows: a bar for each, named by the first column; `values` is the column's index."""

    title: str
    values: int


def prepare_page(worksheet: Any, widths: Iterable[float], title: str) -> None:
    """Set what must be set before the first row, and the printed page; `title` stands above each."""
    for index, width in enumerate(widths, start=1):
        worksheet.column_dimensions[get_column_letter(index)].width = width
    worksheet.freeze_panes = "A2"
    worksheet.print_title_rows = "1:1"
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    worksheet.page_setup.orientation = "landscape"
    worksheet.page_setup.paperSize = _PAPER_A4
    worksheet.page_setup.fitToWidth = 1
    worksheet.page_setup.fitToHeight = 0
    if title:
        # A lone "&" begins a code: "R&D" would print the date.
        worksheet.oddHeader.left.text = visible(title)[:_HEADER_SIGNS].replace("&", "&&")
    worksheet.oddHeader.right.text = "&A"
    worksheet.oddFooter.center.text = "第 &P 页，共 &N 页"


def finish_page(worksheet: Any, columns: int, last: int, chart: Chart | None) -> None:
    """Set what goes by the number of rows: the filter, what is printed, the chart if there is anything to draw."""
    worksheet.auto_filter.ref = f"A1:{get_column_letter(columns)}{last}"
    if chart is not None and last > 1:
        _draw(worksheet, chart, columns, last)
        columns, last = columns + _CHART_COLUMNS, max(last, _CHART_ROWS)
    worksheet.print_area = f"A1:{get_column_letter(columns)}{last}"


def _draw(worksheet: Any, chart: Chart, columns: int, last: int) -> None:
    bars = BarChart()
    bars.type, bars.legend, bars.gapWidth = "col", None, 40
    bars.title = visible(chart.title)
    bars.width, bars.height = _CHART_CM
    column = chart.values + 1
    bars.add_data(Reference(worksheet, min_col=column, min_row=1, max_row=last), titles_from_data=True)
    bars.set_categories(Reference(worksheet, min_col=1, min_row=2, max_row=last))
    # Where nothing says that an axis is there, Excel leaves it out.
    bars.x_axis.delete = bars.y_axis.delete = False
    worksheet.add_chart(bars, f"{get_column_letter(columns + 2)}2")
