/* journal/stamp.c -- keeping what others say of the journal.  Floor 2.
 *
 * A time-stamp is checked against its authority's certificate before it is
 * kept: one that does not hold is refused, so what the pages show was true when
 * it came. */
#include "journal/anchor.h"
#include "journal/pages.h"

struct anchor_in {
    int64_t size;
    Str     token, authorities;
};
static const struct field anchor_fields[] = {
    FIELD(INT, struct anchor_in, size, .required = true, .min = 1, .max = INT64_MAX,
          .help = "Size of the signed head that was stamped"),
    FIELD(TEXT, struct anchor_in, token, .required = true, .max = 2 * ANCHOR_MAX,
          .help = "The authority's answer (TimeStampResp), in base64"),
    FIELD(TEXT, struct anchor_in, authorities, .required = true, .max = ANCHOR_MAX,
          .help = "Certificates that are trusted, in PEM"),
};

struct stamped {
    int64_t       log, size;
    Str           token;
    struct anchor anchor;
};

static enum err
refuse_kept(struct view *v, const struct stamped *s)
{
    struct anchor_covering_row *kept;
    int                         n;

    TRY(anchor_covering(v, s->log, s->size, 100, &kept, &n));
    for (int i = 0; i < n; i++)
        if (kept[i].size == s->size && str_eq(kept[i].authority, s->anchor.authority))
            return view_refuse(v, ERR_CONFLICT,
                               MSG("This authority's time-stamp over this head is kept already."));
    return ERR_OK;
}

static enum err
anchor_prepare(struct view *v, const void *input, void *plan)
{
    const struct anchor_in         *in = input;
    struct stamped                 *s = plan;
    struct log_last_row            *log;
    struct checkpoint_covering_row *head;
    enum anchor_verdict             verdict;
    int                             n;

    TRY(log_last(v, 1, &log, &n));
    if (n == 0)
        return ERR_NOT_FOUND;
    TRY(checkpoint_covering(v, log[0].number, in->size, 1, &head, &n));
    if (n == 0 || head[0].size != in->size)
        return view_refuse(v, ERR_NOT_FOUND, MSG("There is no signed head of this size."));
    if (base64_parse(v->arena, str_trim(in->token), &s->token) != ERR_OK) {
        fault_add(v->faults, S("token"), MSG("is not base64"), STR_NONE, STR_NONE);
        return ERR_INVALID;
    }
    verdict = anchor_verify(v->arena, s->token, head[0].note, 0, in->authorities, &s->anchor);
    if (verdict != ANCHOR_GOOD) {
        fault_add(v->faults, S("token"), anchor_message(verdict), STR_NONE, STR_NONE);
        return ERR_INVALID;
    }
    s->log = log[0].number;
    s->size = in->size;
    return refuse_kept(v, s);
}

static enum err
anchor_apply(struct act *a, const void *plan, struct json *out)
{
    const struct stamped *s = plan;

    act_subject(a, str_format(act_arena(a), "checkpoint:%lld", (long long)s->size));
    json_put_time(act_arena(a), out, "stamped", s->anchor.at);
    json_put_text(act_arena(a), out, "authority", s->anchor.authority);
    return anchor_add(a, s->log, s->size, s->anchor.authority, s->anchor.at, s->token);
}

const struct command journal_anchor = {
    .name = "journal.anchor", .right = "journal.anchor",
    .help = "Keeps a time-stamp (RFC 3161) over a signed head.",
    .fields = anchor_fields, .n_fields = 3, .in_size = sizeof(struct anchor_in),
    .plan_size = sizeof(struct stamped), .prepare = anchor_prepare, .apply = anchor_apply,
};
