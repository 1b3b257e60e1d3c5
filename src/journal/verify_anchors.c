/* journal/verify_anchors.c -- time-stamps against the heads they are over.
 * Floor 2.
 *
 * That an authority's signature held was seen when it was kept, with the
 * certificates given then.  Here it is seen again that each is over a head that
 * is still there, unaltered; whoever has the certificate can do the rest with
 * `openssl ts -verify`. */
#include "journal/anchor.h"
#include "journal/verify_inside.h"

#define PAGE 200

static void
say(struct verifying *x, enum finding_kind kind, const struct anchor_page_row *a, const char *words)
{
    verify_found(x->r, kind, S("anchor"),
                 str_format(x->row, "%lld/%lld/%.*s", (long long)a->log, (long long)a->size,
                            STR_ARG(a->authority)), 0, words, STR_NONE, STR_NONE);
}

static enum err
check_anchor(struct verifying *x, const struct anchor_page_row *a)
{
    struct checkpoint_covering_row *head;
    struct anchor                   read;
    enum anchor_verdict             verdict;
    int                             n;

    x->r->anchors++;
    TRY(checkpoint_covering(&x->view, a->log, a->size, 1, &head, &n));
    if (n == 0 || head[0].size != a->size) {
        say(x, FINDING_MISSING, a, MSG("The signed head that this time-stamp is over is gone."));
        return ERR_OK;
    }
    verdict = anchor_verify(x->row, a->token, head[0].note, 0, STR_NONE, &read);
    if (verdict != ANCHOR_UNTRUSTED && verdict != ANCHOR_GOOD)
        say(x, FINDING_ALTERED, a, anchor_message(verdict));
    else if (a->log == x->log[x->n_logs - 1].number && a->size > x->r->anchored) {
        x->r->anchored = a->size;
        x->r->anchored_at = a->stamped;
        x->r->anchored_by = str_copy(x->r->arena, a->authority);
    }
    return ERR_OK;
}

static enum err
check_log(struct verifying *x, int64_t log)
{
    struct anchor_page_row *row;
    int64_t                 after = 0;
    int                     n;

    do {
        TRY(anchor_page(&x->view, log, after, PAGE, &row, &n));
        for (int i = 0; i < n; i++) {
            after = row[i].size;
            TRY(check_anchor(x, &row[i]));
            arena_reset(x->row);
        }
        arena_reset(x->view.arena);
    } while (n == PAGE);
    return ERR_OK;
}

enum err
verify_anchors(struct verifying *x)
{
    for (int i = 0; i < x->n_logs; i++)
        TRY(check_log(x, x->log[i].number));
    return ERR_OK;
}
