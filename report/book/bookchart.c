#include "report/book/bookchart.h"

#include <stdbool.h>
#include <string.h>

#include "core/err.h"
#include "core/mem.h"
#include "report/book/workbook.h"
#include "report/book/writer.h"

#define DARK_BLUE 0x12436D
#define MID_BLUE 0x2073BC
#define RUST 0xB3430E
#define GREY_TEXT 0x595959
#define GRID_LINE 0xD9D9D9
#define BLACK 0x0B0C0C
/*
 * Of 480 x 288 pixels. The library reckons with columns of Calibri, so that an
 * object over many columns of Arial is wider than it was meant to be.
 */
#define WIDTH_SCALE 1.62
#define HEIGHT_SCALE 1.6
#define STRETCH 1.27
#define LABEL_EVERY 8 /* categories that fit without turning */

struct series_look {
    lxw_color_t colour;
    double width; /* of the line, points; 0 = none */
    uint8_t dash;
    uint8_t marker;
    uint8_t marker_size;
    bool is_labelled; /* at its last point */
};

static const struct series_look looks[] = {
    [PACK_STYLE_strong] = { DARK_BLUE, 2.25, LXW_CHART_LINE_DASH_SOLID,
                            LXW_CHART_MARKER_CIRCLE, 6, true },
    [PACK_STYLE_context] = { GREY_TEXT, 1.75, LXW_CHART_LINE_DASH_DASH,
                             LXW_CHART_MARKER_NONE, 0, true },
    [PACK_STYLE_limit] = { MID_BLUE, 1.25, LXW_CHART_LINE_DASH_SQUARE_DOT,
                           LXW_CHART_MARKER_NONE, 0, true },
    [PACK_STYLE_centre] = { BLACK, 1.5, LXW_CHART_LINE_DASH_SOLID,
                            LXW_CHART_MARKER_NONE, 0, true },
    [PACK_STYLE_point] = { DARK_BLUE, 0, LXW_CHART_LINE_DASH_SOLID,
                           LXW_CHART_MARKER_CIRCLE, 7, false },
    [PACK_STYLE_concern] = { RUST, 0, LXW_CHART_LINE_DASH_SOLID,
                             LXW_CHART_MARKER_DIAMOND, 9, false },
};

static bool is_drawable(const struct book_sheet *source,
                        const struct book_sheet *sheet, size_t row)
{
    for (size_t i = 0; i < sheet->series_count; i++) {
        int at = source->table.columns[sheet->series[i].column].at;

        if (grid_at(source->table.grid, row, at)->kind != CELL_NUMBER)
            return false;
    }
    return sheet->chart != 's'
           || grid_at(source->table.grid, row,
                      source->table.columns[sheet->category].at)
                      ->kind
                  == CELL_NUMBER;
}

bool workbook_chart_rows(const struct book *book,
                         const struct book_sheet *sheet, size_t *first,
                         size_t *count)
{
    const struct book_sheet *source = &book->sheets[sheet->source];
    size_t start = 0;

    *first = 0;
    *count = 0;
    for (size_t row = 0; row <= source->table.grid->row_count; row++) {
        if (row < source->table.grid->row_count
            && is_drawable(source, sheet, row))
            continue;
        /* Of two as long the later, which is the newer. */
        if (row - start && row - start >= *count) {
            *first = start;
            *count = row - start;
        }
        start = row + 1;
    }
    return *count >= 2;
}

static void label_last(lxw_chart_series *series, size_t count,
                       const struct series_look *look, const char *label)
{
    lxw_chart_font *font = mem_zero(1, sizeof(*font));
    lxw_chart_data_label *labels = mem_zero(count, sizeof(*labels));
    lxw_chart_data_label **list = mem_zero(count + 1, sizeof(*list));

    font->name = writer_lend("Arial");
    font->size = 11;
    font->color = look->colour;
    font->bold = look->width > 2 ? LXW_TRUE : LXW_EXPLICIT_FALSE;
    for (size_t i = 0; i < count; i++) {
        labels[i].hide = i + 1 < count;
        list[i] = &labels[i];
    }
    labels[count - 1].value = writer_lend(label);
    labels[count - 1].font = font;
    chart_series_set_labels(series);
    chart_series_set_labels_custom(series, list);
    chart_series_set_labels_position(series, LXW_CHART_LABEL_POSITION_RIGHT);
}

static void add_series(lxw_chart *chart, const struct book_sheet *sheet,
                       const struct book_series *model, const char *source_tab,
                       lxw_row_t first, lxw_row_t last)
{
    const struct series_look *look = &looks[model->style];
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    lxw_chart_line line = { .color = look->colour,
                            .width = (float)look->width,
                            .dash_type = look->dash,
                            .none = look->width == 0 };
    lxw_chart_fill fill = { .color = look->colour };
    lxw_col_t x = (lxw_col_t)sheet->category;
    lxw_col_t y = (lxw_col_t)model->column;

    chart_series_set_categories(series, source_tab, first, x, last, x);
    chart_series_set_values(series, source_tab, first, y, last, y);
    chart_series_set_name(series, model->label);
    if (sheet->chart == 'b') {
        lxw_chart_font font = { .name = writer_lend("Arial"),
                                .size = 11,
                                .color = look->colour };

        chart_series_set_fill(series, &fill);
        chart_series_set_labels(series);
        chart_series_set_labels_font(series, &font);
        return;
    }
    chart_series_set_line(series, &line);
    chart_series_set_marker_type(series, look->marker);
    if (look->marker != LXW_CHART_MARKER_NONE) {
        lxw_chart_line edge = { .color = look->colour, .width = 0.75F };

        chart_series_set_marker_size(series, look->marker_size);
        chart_series_set_marker_fill(series, &fill);
        chart_series_set_marker_line(series, &edge);
    }
    if (look->is_labelled)
        label_last(series, last - first + 1, look, model->label);
}

static void dress_axis(lxw_chart_axis *axis, const char *name)
{
    lxw_chart_font plain = { .name = writer_lend("Arial"),
                             .size = 11,
                             .color = GREY_TEXT,
                             .bold = LXW_EXPLICIT_FALSE };
    lxw_chart_line unseen = { .none = LXW_TRUE };

    chart_axis_set_num_font(axis, &plain);
    chart_axis_set_line(axis, &unseen);
    if (name && *name) {
        chart_axis_set_name(axis, name);
        chart_axis_set_name_font(axis, &plain);
    }
}

static uint8_t chart_type(char kind)
{
    if (kind == 'b')
        return LXW_CHART_BAR;
    return kind == 's' ? LXW_CHART_SCATTER_STRAIGHT_WITH_MARKERS
                       : LXW_CHART_LINE;
}

static void dress(lxw_chart *chart, const struct book_sheet *sheet,
                  size_t count)
{
    lxw_chart_line grid = { .color = GRID_LINE, .width = 0.75F };
    lxw_chart_line unseen = { .none = LXW_TRUE };
    lxw_chart_font font = { .name = writer_lend("Arial"),
                            .size = 11,
                            .color = BLACK };
    /* In a bar chart the values lie along x. */
    bool is_bar = sheet->chart == 'b';
    lxw_chart_axis *category = is_bar ? chart->y_axis : chart->x_axis;
    lxw_chart_axis *value = is_bar ? chart->x_axis : chart->y_axis;

    dress_axis(category, sheet->category_axis);
    dress_axis(value, sheet->axis);
    chart_axis_major_gridlines_set_line(value, &grid);
    chart_axis_major_gridlines_set_visible(value, LXW_TRUE);
    chart_axis_major_gridlines_set_visible(category, LXW_FALSE);
    chart_axis_set_num_format(value, "0;\xE2\x88\x92"
                                     "0;0");
    chart_title_off(chart);
    chart_chartarea_set_line(chart, &unseen);
    if (is_bar) {
        chart_axis_set_reverse(category);
        chart_axis_set_crossing_max(category);
        chart_set_series_gap(chart, 60);
        chart_axis_set_min(value, 0);
        chart_legend_set_position(chart, LXW_CHART_LEGEND_TOP);
        chart_legend_set_font(chart, &font);
        return;
    }
    /* Lines are labelled where they end. */
    chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    chart_axis_set_label_position(chart->x_axis,
                                  LXW_CHART_AXIS_LABEL_POSITION_LOW);
    if (sheet->chart == 'l' && count > LABEL_EVERY)
        chart_axis_set_interval_unit(
            chart->x_axis, (uint16_t)((count + LABEL_EVERY - 1) / LABEL_EVERY));
    if (sheet->chart == 's') {
        chart_legend_set_position(chart, LXW_CHART_LEGEND_TOP);
        chart_legend_set_font(chart, &font);
        chart_axis_set_min(chart->x_axis, 0);
        chart_axis_set_min(chart->y_axis, 0);
    }
}

int bookchart_add(lxw_workbook *wb, lxw_worksheet *ws, lxw_row_t at,
                  const struct book *book, const struct book_sheet *sheet,
                  lxw_row_t header_row, struct err *err)
{
    const struct book_sheet *source = &book->sheets[sheet->source];
    lxw_chart_options options = { .x_scale = WIDTH_SCALE,
                                  .y_scale = HEIGHT_SCALE,
                                  .object_position = LXW_OBJECT_MOVE_DONT_SIZE,
                                  .description = writer_lend(sheet->alt) };
    lxw_chart *chart;
    size_t first;
    size_t count;

    if (sheet->kind == BOOK_TABLE)
        options.x_scale /= STRETCH;
    if (!workbook_chart_rows(book, sheet, &first, &count))
        return 0;
    chart = workbook_add_chart(wb, chart_type(sheet->chart));
    if (!chart)
        return err_set(err, ERR_CANTCREAT, "'%s': no chart", sheet->tab);
    for (size_t i = 0; i < sheet->series_count; i++)
        add_series(chart, sheet, &sheet->series[i], source->tab,
                   (lxw_row_t)(header_row + 1 + first),
                   (lxw_row_t)(header_row + first + count));
    dress(chart, sheet, count);
    /* Not every program takes a category's format from its cells. */
    if (source->table.columns[sheet->category].format == FIGURE_DATE)
        chart_axis_set_num_format(chart->x_axis, "d mmm");
    if (worksheet_insert_chart_opt(ws, at, 0, chart, &options) != LXW_NO_ERROR)
        return err_set(err, ERR_CANTCREAT, "'%s': the chart does not fit",
                       sheet->tab);
    return 0;
}
