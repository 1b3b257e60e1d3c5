/* dossier/paper_frame.c -- what stands at the ends of a paper: the band and the
 * number of a page, the head of the first, signers and codes of the last.
 * Floor 7.
 *
 * Pieces that are measured before they are drawn (place_…) do both in one
 * function, so that a height cannot differ from what is then drawn. */
#include <utf8proc.h>

#include "dossier/paper_flow.h"
#include "dossier/vietqr.h"

#define SMALL        11.0 /* points: beside a code */
#define HEAD_LEFT    (WIDTH * 0.415)
#define HEAD_RIGHT   (WIDTH * 0.565)
#define HEAD_LEADING 1.06
#define SIGN_GAP     14.0
#define SIGN_ROOM    58.0 /* for a signature and a seal */
#define CODE_SIDE    PEN_MM(29)
#define QUIET        (CODE_SIDE / 10) /* about; a code's own quiet zone */
#define FRAME        PEN_MM(36)       /* width of a picture that carries a warning */
#define STRIP        14.0             /* height of the warning in it */

/* Capitals of NFC text, letter by letter: Vietnamese has no others. */
static Str
capitals(struct arena *arena, Str s)
{
    char  *p = arena_alloc_raw(arena, s.n * 2 + 4);
    size_t n = 0;

    for (size_t i = 0; i < s.n;) {
        utf8proc_int32_t c;
        utf8proc_ssize_t step = utf8proc_iterate((const utf8proc_uint8_t *)s.p + i,
                                                 (utf8proc_ssize_t)(s.n - i), &c);

        if (step < 1)
            break;
        n += (size_t)utf8proc_encode_char(utf8proc_toupper(c), (utf8proc_uint8_t *)p + n);
        i += (size_t)step;
    }
    return (Str){ p, n };
}

static void
draw_simulated(struct flow *f)
{
    struct pen_text band = { .text = S(PAPER_SIMULATED "   ·   " PAPER_SPECIMEN),
                             .width = WIDTH, .size = 10, .face = PEN_BOLD, .align = PEN_CENTRE };

    pen_watermark(f->pen, S("BẢN MẪU"));
    pen_grey(f->pen, 0);
    pen_set(f->pen, &band);
    pen_box(f->pen, LEFT, PEN_MM(6), WIDTH, pen_set_height(f->pen) + 5, 0.93);
    pen_show(f->pen, LEFT, PEN_MM(6) + 2.5);
}

void
frame_page(struct flow *f)
{
    struct pen_text number = { .width = WIDTH, .size = BODY, .align = PEN_CENTRE };

    pen_grey(f->pen, 0);
    if (f->paper->simulated)
        draw_simulated(f);
    if (f->page == 1)
        return;
    number.text = str_format(f->arena, "%d", f->page);
    pen_set(f->pen, &number);
    pen_show(f->pen, LEFT, TOP - pen_set_height(f->pen) - 5);
}

/* -- the head ------------------------------------------------------------------- */

/* Draws a text, or only measures; gives the y below it. */
static double
place_text(struct flow *f, const struct pen_text *t, double x, double y, bool draw)
{
    if (t->text.n == 0)
        return y;
    pen_set(f->pen, t);
    if (draw) {
        pen_begin(f->pen, "P");
        pen_show(f->pen, x, y);
        pen_end(f->pen, "P");
    }
    return y + pen_set_height(f->pen);
}

static double
draw_text(struct flow *f, const struct pen_text *t, double x, double y)
{
    return place_text(f, t, x, y, true);
}

/* The rule under a heading that was just drawn: a share of its longest line. */
static double
draw_underline(struct flow *f, double x, double width, double y, double share)
{
    struct pen_line *lines;
    int              n = pen_lines(f->pen, &lines);
    double           length = 0;

    for (int i = 0; i < n; i++)
        if (lines[i].width * share > length)
            length = lines[i].width * share;
    pen_rule(f->pen, x + (width - length) / 2, y + 2.5, length, 0.7);
    return y + 5;
}

static double
draw_agency(struct flow *f)
{
    struct pen_text t = { .width = HEAD_LEFT, .size = 12, .align = PEN_CENTRE,
                          .leading = HEAD_LEADING };
    double          y;

    t.text = capitals(f->arena, f->paper->superior);
    y = draw_text(f, &t, LEFT, TOP);
    y += t.text.n > 0 ? 2 : 0;
    t.text = capitals(f->arena, f->paper->agency);
    t.face = PEN_BOLD;
    if (t.text.n == 0)
        return y;
    y = draw_text(f, &t, LEFT, y);
    return draw_underline(f, LEFT, HEAD_LEFT, y, 0.4);
}

static double
draw_republic(struct flow *f)
{
    double          x = LEFT + WIDTH - HEAD_RIGHT, y;
    struct pen_text name = { .text = S("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), .width = HEAD_RIGHT,
                             .size = 12, .face = PEN_BOLD, .align = PEN_CENTRE };
    struct pen_text motto = { .text = S("Độc lập - Tự do - Hạnh phúc"), .width = HEAD_RIGHT,
                              .size = 13, .face = PEN_BOLD, .align = PEN_CENTRE };

    y = draw_text(f, &name, x, TOP) + 2;
    y = draw_text(f, &motto, x, y);
    return draw_underline(f, x, HEAD_RIGHT, y, 1);
}

static void
draw_number_and_date(struct flow *f)
{
    struct pen_text number = { .width = HEAD_LEFT, .size = BODY, .align = PEN_CENTRE };
    struct pen_text date = { .width = HEAD_RIGHT, .size = BODY, .face = PEN_ITALIC,
                             .align = PEN_CENTRE };
    double left = f->y, right;

    if (f->paper->number.n > 0)
        number.text = str_format(f->arena, "Số: %.*s", STR_ARG(f->paper->number));
    date.text = paper_day(f->arena, time_day(f->paper->made));
    if (f->paper->place.n > 0)
        date.text = str_format(f->arena, "%.*s, %.*s", STR_ARG(f->paper->place),
                               STR_ARG(date.text));
    left = draw_text(f, &number, LEFT, left);
    right = draw_text(f, &date, LEFT + WIDTH - HEAD_RIGHT, f->y);
    f->y = left > right ? left : right;
}

static void
draw_title(struct flow *f)
{
    struct pen_text title = { .text = capitals(f->arena, f->paper->title), .width = WIDTH,
                              .size = 14, .face = PEN_BOLD, .align = PEN_CENTRE,
                              .leading = LEADING };
    struct pen_text subtitle = { .text = f->paper->subtitle, .width = WIDTH, .size = BODY,
                                 .face = PEN_BOLD, .align = PEN_CENTRE, .leading = LEADING };

    f->y += 20;
    pen_set(f->pen, &title);
    pen_begin(f->pen, "H1");
    pen_show(f->pen, LEFT, f->y);
    pen_end(f->pen, "H1");
    f->y += pen_set_height(f->pen) + 3;
    f->y = draw_text(f, &subtitle, LEFT, f->y) + 12;
}

void
frame_head(struct flow *f)
{
    double left = draw_agency(f), right = draw_republic(f);

    f->y = (left > right ? left : right) + 5;
    draw_number_and_date(f);
    draw_title(f);
}

/* -- the foot of the last page ---------------------------------------------------- */

/* Draws a signer, or only measures; gives the y below. */
static double
place_signer(struct flow *f, const struct paper_signer *s, double x, double y, bool draw)
{
    struct pen_text t[4] = {
        { .text = capitals(f->arena, s->office), .face = PEN_BOLD },
        { .text = s->note, .face = PEN_ITALIC },
        { .text = s->name, .face = PEN_BOLD },
        { .text = s->under, .face = PEN_ITALIC },
    };

    for (int i = 0; i < 4 && s->office.n > 0; i++) {
        t[i].size = BODY;
        t[i].width = WIDTH / 2 - 6;
        t[i].align = PEN_CENTRE;
        if (i == 2)
            y += SIGN_ROOM;
        y = place_text(f, &t[i], x, y, draw);
    }
    return y;
}

static double
place_signers(struct flow *f, double y, bool draw)
{
    double left = place_signer(f, &f->paper->signer[0], LEFT, y, draw);
    double right = place_signer(f, &f->paper->signer[1], LEFT + WIDTH / 2 + 6, y, draw);

    return left > right ? left : right;
}

/* The code in a frame with the warning, white on black: no crop of the picture
 * is both without it and whole. */
static void
draw_unpayable(struct flow *f, const struct qr *qr, double x, double y)
{
    struct pen_text t = { .text = S(VIETQR_WARNING), .width = FRAME, .size = 8, .face = PEN_BOLD,
                          .align = PEN_CENTRE };
    double strip = y + CODE_SIDE;

    pen_box(f->pen, x, y, FRAME, CODE_SIDE + STRIP, 1);
    pen_qr(f->pen, qr, x + (FRAME - CODE_SIDE) / 2 + 1, y + 1, CODE_SIDE - 2);
    pen_box(f->pen, x, strip, FRAME, STRIP, 0);
    pen_set(f->pen, &t);
    pen_grey(f->pen, 1);
    draw_text(f, &t, x, strip + (STRIP - pen_set_height(f->pen)) / 2);
    pen_grey(f->pen, 0);
}

/* Draws a code with its words beside it, or only measures; gives the y below.
 * A bare code is moved out by its quiet zone, so that its ink begins at x. */
static double
place_code(struct flow *f, int i, double x, double width, double y, bool draw)
{
    const struct paper_code *code = &f->paper->code[i];
    double side = code->unpayable ? CODE_SIDE + STRIP : CODE_SIDE;
    double beside = code->unpayable ? FRAME + 8 : CODE_SIDE, words_y = y + QUIET;
    struct pen_text title = { .text = code->title, .width = width - beside, .size = SMALL,
                              .face = PEN_BOLD };
    struct pen_text words = { .text = code->words, .width = width - beside, .size = SMALL };

    if (code->text.n == 0)
        return y;
    if (draw && code->unpayable)
        draw_unpayable(f, &f->qr[i], x, y);
    else if (draw)
        pen_qr(f->pen, &f->qr[i], x - QUIET, y, CODE_SIDE);
    words_y = place_text(f, &title, x + beside, words_y, draw);
    words_y = place_text(f, &words, x + beside, words_y, draw);
    return words_y > y + side ? words_y : y + side;
}

static double
place_codes(struct flow *f, double y, bool draw)
{
    bool   two = f->paper->code[0].text.n > 0 && f->paper->code[1].text.n > 0;
    double split = two ? WIDTH * 0.6 : 0, first, second;

    first = place_code(f, 0, LEFT, two ? split - 12 : WIDTH, y, draw);
    second = place_code(f, 1, LEFT + split, WIDTH - split, y, draw);
    return first > second ? first : second;
}

/* Signers follow the text; the codes lie on the page's foot, under a rule. */
void
frame_tail(struct flow *f)
{
    place_signers(f, f->y + SIGN_GAP, true);
    if (f->codes > 0) {
        pen_rule(f->pen, LEFT, BOTTOM - f->codes - 8, WIDTH, 0.5);
        place_codes(f, BOTTOM - f->codes, true);
    }
}

void
frame_measure_tail(struct flow *f)
{
    f->codes = place_codes(f, 0, false);
    f->tail = SIGN_GAP + place_signers(f, 0, false) + (f->codes > 0 ? f->codes + 16 : 0);
}
