/* dossier/paper_flow.h -- a paper being set: what paper.c, which fills the pages,
 * and paper_frame.c, which draws what stands at their ends, share.  Floor 7. */
#ifndef DOSSIER_PAPER_FLOW_H
#define DOSSIER_PAPER_FLOW_H

#include "dossier/paper.h"
#include "dossier/paper_pen.h"

/* NĐ 30/2020: A4, 20 to 25 mm above and below, 30 to 35 left, 15 to 20 right. */
#define TOP     PEN_MM(20)
#define BOTTOM  (PEN_HEIGHT - PEN_MM(20))
#define LEFT    PEN_MM(30)
#define WIDTH   (PEN_WIDTH - LEFT - PEN_MM(15))
#define BODY    13.0 /* points; NĐ 30 has 13 to 14 */
#define LEADING 1.15

struct flow {
    struct arena       *arena;
    struct pen         *pen;
    const struct paper *paper;
    struct qr           qr[2];
    double              y;
    double              codes, tail; /* heights: of the codes, and with the signers */
    int                 page;
};

/* Band and watermark of a simulated paper; the number of a page but the first. */
void frame_page(struct flow *);
/* Agency, republic, number, date, title: moves f->y below them. */
void frame_head(struct flow *);
/* Fills in f->codes and f->tail; later, signers at f->y, codes on the page's foot. */
void frame_measure_tail(struct flow *);
void frame_tail(struct flow *);

#endif
