/* dossier/label.c -- see label.h.  Floor 7.
 *
 * Of a thermal printer's 203 dots an inch, five and a third make a square of the picture (25
 * squares and the quiet zone on 22 mm): a scanner reads it also when the ribbon is worn. */
#include "dossier/label.h"

#include "base/words.h"
#include "dossier/desk.h"
#include "dossier/many.h"
#include "dossier/paper.h"
#include "dossier/paper_pen.h"
#include "ident/ident.h"

#define WIDTH  PEN_MM(50)
#define HEIGHT PEN_MM(30)
#define PICTURE PEN_MM(22)
#define LEFT   PEN_MM(23.5)
#define RIGHT  (WIDTH - LEFT - PEN_MM(1.5))
#define LINES  3 /* of the procedure's name */

/* -- drawing ---------------------------------------------------------------------------- */

/* At most so many lines of a text; gives the y below. */
static double
draw_lines(struct pen *pen, const struct pen_text *t, double y, int most)
{
    struct pen_line *line;
    double           bottom = 0;
    int              n;

    pen_set(pen, t);
    n = pen_lines(pen, &line);
    pen_begin(pen, "P");
    for (int i = 0; i < n && i < most; i++) {
        pen_show_line(pen, i, LEFT + line[i].left, y + line[i].baseline);
        bottom = line[i].bottom;
    }
    pen_end(pen, "P");
    return y + bottom;
}

/* "H23.30.288" and below it, large, the part that people say: "240701-0001". */
static double
draw_code(struct pen *pen, Str code, double y)
{
    struct pen_text t = { .width = RIGHT, .size = 8 };
    Str             unit, rest;

    str_cut(code, '-', &unit, &rest);
    t.text = unit;
    y = draw_lines(pen, &t, y, 1);
    t.text = rest;
    t.size = 11.5;
    t.face = PEN_BOLD;
    return draw_lines(pen, &t, y, 1);
}

static enum err
draw_label(struct arena *arena, struct pen *pen, const struct label *l, bool simulated)
{
    struct pen_text name = { .text = l->procedure, .width = RIGHT, .size = 7 };
    struct pen_text came = { .text = l->came, .width = RIGHT, .size = 7 };
    struct pen_text mark = { .text = S(PAPER_SIMULATED), .width = WIDTH, .size = 6.5,
                             .face = PEN_BOLD, .align = PEN_CENTRE };
    struct qr       qr;
    double          y = PEN_MM(2);

    TRY(qr_make(arena, l->code, &qr));
    y = draw_code(pen, l->code, y);
    y = draw_lines(pen, &name, y + 2, LINES);
    draw_lines(pen, &came, y + 2, 1);
    /* after the words: on a page that begins with a picture cairo 1.16 loses its place among the
     * tags, and refuses the document */
    pen_qr(pen, &qr, PEN_MM(1), PEN_MM(2), PICTURE);
    if (simulated) {
        pen_set(pen, &mark);
        pen_show(pen, 0, HEIGHT - PEN_MM(1.2) - pen_set_height(pen));
    }
    return ERR_OK;
}

enum err
label_write(struct arena *arena, const struct label *l, int n, Time made, bool simulated, Str *out)
{
    struct pen_about about = { .title = S("Nhãn hồ sơ"), .made = made, .width = WIDTH,
                               .height = HEIGHT,
                               .keywords = simulated ? S(PAPER_SIMULATED) : S("") };
    struct pen *pen;
    enum err    err = n < 1 ? ERR_INVALID : ERR_OK;

    TRY(err);
    pen = pen_open(arena, &about);
    for (int i = 0; i < n && err == ERR_OK; i++) {
        if (i > 0)
            pen_page(pen);
        err = draw_label(arena, pen, &l[i], simulated);
    }
    if (err != ERR_OK) {
        Str dropped;
        enum err closed = pen_close(pen, &dropped);

        return closed == ERR_OK ? err : closed;
    }
    return pen_close(pen, out);
}

/* -- asking for them ---------------------------------------------------------------------- */

struct labels_in {
    const struct json *codes;
};
static const struct field labels_fields[] = {
    FIELD(JSON, struct labels_in, codes, .required = true, .help = MANY_HELP),
};

/* The desk that received it sticks its label on, whoever decides it. */
static enum err
may_label(struct view *v, const struct dossier *d)
{
    bool near;

    TRY(ident_reaches(v, d->received_unit, &near));
    return ident_require(v, S("dossier.read"), near ? d->received_unit : d->competent_unit);
}

static enum err
label_of(struct view *v, Str code, struct saying *s, struct label *out)
{
    struct dossier *d = arena_make(v->arena, struct dossier);

    TRY(dossier_find(v, code, d));
    TRY(may_label(v, d));
    TRY(saying_next(v, d, s));
    *out = (struct label){ .code = d->code, .procedure = pack_words(LANG_VI, s->p->name),
                           .came = words_fill(v->arena, LANG_VI, MSG("Filed {1}"),
                                              day_people(v->arena, time_day(d->filed)),
                                              STR_NONE) };
    return ERR_OK;
}

static enum err
labels_run(struct view *v, const void *input, struct json *out)
{
    const struct labels_in *in = input;
    struct flow_in         *given = arena_array(v->arena, struct flow_in, SIGN_MANY_MAX + 1);
    struct label           *label = arena_array(v->arena, struct label, SIGN_MANY_MAX + 1);
    struct saying           s = { 0 };
    int                     n;
    Str                     pdf;

    if (!many_read(v, in->codes, given))
        return ERR_INVALID;
    n = (int)in->codes->count;
    s.v = v;
    for (int i = 0; i < n; i++)
        TRY(label_of(v, given[i].code, &s, &label[i]));
    TRY(label_write(v->arena, label, n, v->now, v->simulated, &pdf));
    json_put_text(v->arena, out, "name",
                  n == 1 ? str_format(v->arena, "%.*s-nhan.pdf", STR_ARG(label[0].code))
                         : S("nhan-ho-so.pdf"));
    json_put_text(v->arena, out, "type", S("application/pdf"));
    json_put_text(v->arena, out, "base64", base64_text(v->arena, pdf));
    return ERR_OK;
}

const struct query dossier_labels = {
    .name = "dossier.labels", .right = "dossier.read",
    .help = "Labels to stick on folders, 50 × 30 mm each, as one PDF; the picture holds the code.",
    .fields = labels_fields, .n_fields = 1, .in_size = sizeof(struct labels_in),
    .run = labels_run, .heavy = true,
};
