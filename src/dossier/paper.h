/* dossier/paper.h -- an official paper as a PDF.  Floor 7.
 *
 * A paper is data: who issues it, its title, its lines, who signs, the codes
 * to scan.  What a form must say is in paper_forms.h; how it lies on A4 is
 * here, after NĐ 30/2020/NĐ-CP (docs/decisions/0006-paper.md has the rules and their sources).
 * Papers are in Vietnamese, as the law has them, whatever the page's language.
 *
 * Invariant: the same paper made at the same moment is the same file, byte for
 * byte, on any thread; so its digest may stand in the journal.
 */
#ifndef DOSSIER_PAPER_H
#define DOSSIER_PAPER_H

#include "base/time.h"

/* On every page of a simulated paper. */
#define PAPER_SIMULATED "SỐ LIỆU MÔ PHỎNG"
#define PAPER_SPECIMEN  "BẢN MẪU – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"

#define PAPER_PARTS_MAX 1000
#define PAPER_TEXT_MAX  ((size_t)256 * 1024) /* bytes of all the parts */

enum paper_shape {
    PAPER_FIELD,   /* "label: value"; without a value, dots to write on */
    PAPER_HEADING, /* "label:", staying with what it announces */
    PAPER_ITEM,    /* "label value", hanging after its number or dash */
    PAPER_TEXT,    /* a paragraph, its first line moved in; the label is not used */
};

struct paper_part {
    enum paper_shape shape;
    bool             strong; /* the value in bold */
    Str              label, value;
};

struct paper_signer {
    Str office; /* "NGƯỜI TIẾP NHẬN HỒ SƠ"; may have two lines */
    Str note;   /* "(Ký và ghi rõ họ tên)"; may be empty */
    Str name;   /* may be empty */
    Str under;  /* below it; may be empty */
};

/* A picture to scan, words beside it.  `unpayable` prints KHÔNG CHUYỂN TIỀN in
 * the picture itself. */
struct paper_code {
    Str  text; /* empty: no picture */
    Str  title, words;
    bool unpayable;
};

struct paper {
    Str  superior, agency; /* upper left; set in capitals */
    Str  number;           /* "12/TNHS"; may be empty */
    Str  place;            /* where it is signed */
    Time made;             /* its date, and the file's */
    Str  title;            /* in capitals on the page, as given in the file */
    Str  subtitle;         /* under it; may be empty */
    Str  subject;          /* in the file alone: the dossier's code, by which it is found */
    const struct paper_part *parts;
    int                      part_count;
    struct paper_signer      signer[2]; /* left, right; an office that is empty is left out */
    struct paper_code        code[2];   /* at the foot of the last page */
    bool simulated;
};

/* ERR_INVALID    no title, or a code to scan that is not empty but too long
 * ERR_TOO_LARGE  too many parts, too much text */
enum err paper_write(struct arena *, const struct paper *, Str *out_pdf) MUST_USE;

/* "ngày 05 tháng 02 năm 2026": a day below 10 and the months 1 and 2 carry a
 * zero; and "07 giờ 30 phút, ngày …". */
Str paper_day(struct arena *, Day);
Str paper_moment(struct arena *, Time);

/* False when the font of official papers is missing, or is a version without
 * Vietnamese letters: papers would mix fonts.  Ask once at start. */
bool paper_fonts_ready(void);

#endif
