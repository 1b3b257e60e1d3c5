/* registry/write_json.c -- an object a line, or a FeatureCollection (write.h; RFC 7946).
 * Floor 6.
 *
 * JSON and geometry come from the store as text that was checked when it entered, and are
 * put in as they are, on one line. */
#include "base/json.h"
#include "registry/write_inside.h"

static void
put_raw(struct writer *w, Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '\n' && s.p[i] != '\r') /* between values only: within texts escaped */
            buf_byte(&w->out, s.p[i]);
}

static void
put_value(struct writer *w, enum write_kind kind, const struct write_cell *cell)
{
    Str s = write_text(w, kind, cell);

    if (cell->null)
        buf_add(&w->out, S("null"));
    else if (kind == WRITE_TEXT || kind == WRITE_DAY || kind == WRITE_MOMENT)
        json_write_text(&w->out, s);
    else
        put_raw(w, s.n > 0 ? s : S("null"));
}

/* {"name":value,…} without the column `but`; the note last. */
static void
put_object(struct writer *w, const struct write_cell *cell, int but)
{
    bool first = true;

    buf_byte(&w->out, '{');
    for (int i = 0; i < w->options.n_columns; i++) {
        if (i == but)
            continue;
        if (!first)
            buf_byte(&w->out, ',');
        first = false;
        json_write_text(&w->out, w->options.column[i].name);
        buf_byte(&w->out, ':');
        put_value(w, w->options.column[i].kind, &cell[i]);
    }
    if (w->options.note.n > 0) {
        if (!first)
            buf_byte(&w->out, ',');
        json_write_text(&w->out, w->options.note_column);
        buf_byte(&w->out, ':');
        json_write_text(&w->out, w->options.note);
    }
    buf_byte(&w->out, '}');
}

static enum err
nothing(struct writer *w)
{
    (void)w;
    return ERR_OK;
}

static enum err
row(struct writer *w, const struct write_cell *cell)
{
    put_object(w, cell, -1);
    buf_byte(&w->out, '\n');
    return ERR_OK;
}

const struct write_maker write_maker_ndjson = { nothing, row, nothing };

/* -- GeoJSON ------------------------------------------------------------------------------ */

static enum err
begin_collection(struct writer *w)
{
    buf_add(&w->out, S("{\"type\":\"FeatureCollection\","));
    if (w->options.note.n > 0) {
        json_write_text(&w->out, w->options.note_column);
        buf_byte(&w->out, ':');
        json_write_text(&w->out, w->options.note);
        buf_byte(&w->out, ',');
    }
    buf_add(&w->out, S("\"features\":["));
    return ERR_OK;
}

/* The first column of that kind is the feature's geometry; others stay properties. */
static int
geometry_of(const struct writer *w)
{
    for (int i = 0; i < w->options.n_columns; i++)
        if (w->options.column[i].kind == WRITE_GEOMETRY)
            return i;
    return -1;
}

static enum err
feature(struct writer *w, const struct write_cell *cell)
{
    int geometry = geometry_of(w);

    buf_add(&w->out, w->rows > 0 ? S(",\n") : S("\n"));
    buf_add(&w->out, S("{\"type\":\"Feature\",\"geometry\":"));
    if (geometry >= 0)
        put_value(w, WRITE_GEOMETRY, &cell[geometry]);
    else
        buf_add(&w->out, S("null"));
    buf_add(&w->out, S(",\"properties\":"));
    put_object(w, cell, geometry);
    buf_byte(&w->out, '}');
    return ERR_OK;
}

static enum err
end_collection(struct writer *w)
{
    buf_add(&w->out, S("\n]}\n"));
    return ERR_OK;
}

const struct write_maker write_maker_geojson = { begin_collection, feature, end_collection };
