/* dossier/vietqr.h -- the text inside a VietQR picture: a transfer order that
 * every Vietnamese banking app reads.  Floor 7.
 *
 * The form is EMVCo's: fields of two digits of tag, two of length, the value;
 * the last field is a CRC over all that precedes it.  Written and read here in
 * one canonical order, so that what is read and written again is the same text.
 *
 * A simulated directory must never move money.  Its pictures name bank 000000,
 * which no bank can be given (in ISO/IEC 7812 a leading 0 is no bank's), and
 * an account that says so in words; neither is accepted outside simulation.
 */
#ifndef DOSSIER_VIETQR_H
#define DOSSIER_VIETQR_H

#include "base/str.h"

#define VIETQR_MAX         512 /* a payload is never longer */
#define VIETQR_BILL_MAX    25
#define VIETQR_PURPOSE_MAX 25
/* Beside every picture of a simulated directory. */
#define VIETQR_WARNING "KHÔNG CHUYỂN TIỀN"

struct vietqr {
    bool    dynamic;   /* for one payment, and then it names its amount */
    bool    card;      /* `account` is a card number */
    bool    simulated; /* bank, account and purpose are then not those given */
    Str     bank;      /* BIN, six digits */
    Str     account;
    int64_t amount;  /* whole đồng; 0 leaves it to the payer */
    Str     bill;    /* a dossier's code, say; may be empty */
    Str     purpose; /* may be empty; written without marks, cut at a word */
};

/* ERR_INVALID  a field is missing, too long, or of the wrong kind, or a real
 *              order names the simulated bank */
enum err vietqr_write(struct arena *, const struct vietqr *, Str *out) MUST_USE;

/* Reads exactly what vietqr_write writes and nothing looser.
 * ERR_MALFORMED  lengths, order of fields or CRC are wrong
 * ERR_INVALID    the frame is sound but a value is not of its kind */
enum err vietqr_read(struct arena *, Str payload, struct vietqr *out) MUST_USE;

/* CRC-16/CCITT-FALSE: polynomial 0x1021, from 0xffff, nothing reflected. */
uint16_t vietqr_crc(Str);

#endif
