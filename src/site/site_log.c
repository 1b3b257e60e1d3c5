/* site/site_log.c -- the journal for verifiers and witnesses, in C2SP's
 * formats; assets; metrics.  Floor 12. */
#include "site/visit.h"

#include "journal/public.h"
#include "store/pen.h"
#include "web/asset.h"

#define TEXT S("text/plain; charset=utf-8")

static void
answer_log(struct visit *v, enum err err, Str type, Str body)
{
    if (err != ERR_OK)
        visit_fail(v, err, err_message(err));
    else
        visit_text(v, 200, type, body);
}

static void
get_checkpoint(struct visit *v)
{
    struct view view;
    Str         note = S("");
    enum err    err = db_begin(v->reader);

    if (err == ERR_OK) {
        view = visit_view(v);
        err = public_checkpoint(&view, &note);
        db_end(v->reader);
    }
    answer_log(v, err, TEXT, note);
}

static void
get_tile(struct visit *v)
{
    struct view view;
    Str         bytes = S("");
    enum err    err = db_begin(v->reader);

    if (err == ERR_OK) {
        view = visit_view(v);
        err = public_tile(&view, visit_param(v, S("path")), &bytes);
        db_end(v->reader);
    }
    answer_log(v, err, S("application/octet-stream"), bytes);
}

static void
metric(struct buf *b, const char *name, const char *type, const char *help, int64_t value)
{
    buf_format(b, "# HELP tinhso_%s %s\n# TYPE tinhso_%s %s\ntinhso_%s %lld\n", name, help, name,
               type, name, (long long)value);
}

/* Of the registries that whoever asks may count; keys are small letters, digits and "_". */
static void
put_registries(struct buf *b, const struct json *registries)
{
    buf_add(b, S("# HELP tinhso_registry_records Records in force of a registry, where everybody "
                 "may know.\n# TYPE tinhso_registry_records gauge\n"));
    json_each(r, registries)
        if (json_get(r, "records") != NULL) {
            Str key = json_text(r, "key");

            buf_format(b, "tinhso_registry_records{registry=\"%.*s\"} %lld\n", STR_ARG(key),
                       (long long)json_int(r, "records", 0));
        }
}

/* The figures of the process are told also when the records cannot be read. */
static void
put_metrics(struct visit *v)
{
    struct pen_stats s;
    struct buf       b = BUF_MAX((size_t)1 << 20);
    Str              text;

    pen_read_stats(door_pen(v->site->options.door), &s);
    metric(&b, "acts_total", "counter", "Acts handed to the pen.", s.tasks);
    metric(&b, "acts_refused_total", "counter", "Acts refused by the pen.", s.refused);
    metric(&b, "batches_total", "counter", "Commits of the pen.", s.batches);
    metric(&b, "batch_replays_total", "counter", "Batches run again with savepoints.", s.replays);
    metric(&b, "commit_failures_total", "counter", "Commits that failed.", s.failed_commits);
    metric(&b, "queue_length", "gauge", "Acts waiting for the pen.", s.queued);
    metric(&b, "busy", "gauge", "1 when new acts are turned away.",
           door_is_busy(v->site->options.door));
    metric(&b, "log_signed", "gauge", "1 while the log's heads are signed.",
           visit_log_is_signed(v));
    metric(&b, "wal_bytes", "gauge", "Length of the write-ahead log.", s.wal_bytes);
    if (v->call.err == ERR_OK)
        put_registries(&b, json_get(v->call.out, "registries"));
    text = str_copy(v->arena, buf_str(&b));
    buf_free(&b);
    visit_text(v, 200, S("text/plain; version=0.0.4; charset=utf-8"), text);
}

static void
get_metrics(struct visit *v)
{
    visit_call(v, "registry.catalogue", json_object(v->arena), STR_NONE, put_metrics);
}

static void
get_asset(struct visit *v)
{
    struct answer a;

    asset_answer(&v->site->assets, v->request, v->arena, &a);
    exchange_answer(v->x, &a);
}

const struct route routes_log[] = {
    { HTTP_GET, "/log/checkpoint", ROUTE_OWN, .handle = get_checkpoint },
    { HTTP_GET, "/log/tile/{path*}", ROUTE_OWN, .handle = get_tile },
    { HTTP_GET, "/metrics", ROUTE_OWN, .handle = get_metrics },
    { HTTP_GET, "/assets/{path*}", ROUTE_OWN, .handle = get_asset },
    { .path = NULL },
};
