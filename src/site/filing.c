/* site/filing.c -- see filing.h.  Floor 12. */
#include "site/filing.h"

#include <unistd.h>

#include "base/log.h"
#include "dossier/upload.h"
#include "store/files.h"
#include "web/clamd.h"
#include "web/http_upload.h"

/* -- files that came with the form --------------------------------------------------------- */

static Str
first_bytes(struct arena *arena, Str folder, const Hash *hash)
{
    int     fd;
    int64_t size;
    char   *p = arena_alloc_raw(arena, 16);
    ssize_t n;

    if (files_open(folder, hash, &fd, &size) != ERR_OK)
        return S("");
    n = read(fd, p, 16);
    close(fd);
    return (Str){ p, n > 0 ? (size_t)n : 0 };
}

static void
add_fault(struct visit *v, struct filing *f, Str field, const struct fault *fault)
{
    struct json *o = json_add(f->faults, json_object(v->arena));

    json_put_text(v->arena, o, "field", field);
    json_put_text(v->arena, o, "text",
                  words_fill(v->arena, v->lang, fault->message, fault->value[0], fault->value[1]));
}

/* Asked before it is kept.  What no scanner answered for is not taken. */
static bool
is_clean(struct visit *v, struct filing *f, const struct upload *u)
{
    Str          where = v->site->options.world->scanner, found;
    struct fault fault = { .message = MSG("could not be checked for viruses just now and was not "
                                          "kept; send it again in a few minutes") };

    if (where.n == 0)
        return true;
    if (clamd_scan(v->arena, where, str_c(v->arena, u->path), &found) == ERR_OK) {
        if (found.n == 0)
            return true;
        log_event(LOG_WARN, "scanner.found", "%.*s", STR_ARG(found));
        fault.message = MSG("carries a virus ({1}) and was not kept; send the paper from another "
                            "device, or take a photo of it");
        fault.value[0] = found;
    }
    add_fault(v, f, u->field, &fault);
    return false;
}

/* One upload named "file-COMPONENT": kept by content, answered with a ticket. */
static enum err
take_upload(struct visit *v, struct filing *f, struct upload *u)
{
    Str                component = str_sub(u->field, 5, u->field.n);
    Str                folder = v->site->options.world->folder;
    struct upload_file file = { .component = component, .name = u->filename,
                                .size = (int64_t)u->size, .hash = u->hash };
    struct faults      faults = { .arena = v->arena };
    struct view        view = visit_view(v);
    struct json       *o;

    if (u->size == 0 && u->filename.n == 0)
        return ERR_OK; /* an empty file input */
    if (!is_clean(v, f, u))
        return ERR_OK;
    upload_take(u);
    TRY(files_keep(folder, str_c(v->arena, u->path), &u->hash));
    if (!upload_judge(&faults, u->field, first_bytes(v->arena, folder, &u->hash), file.size, NULL,
                      &file.type)) {
        add_fault(v, f, u->field, faults.first);
        return ERR_OK;
    }
    o = json_add(f->files, json_object(v->arena));
    json_put_text(v->arena, o, "component", component);
    json_put_text(v->arena, o, "ticket", upload_ticket(&view, &file));
    return ERR_OK;
}

/* -- what was posted ----------------------------------------------------------------------- */

/* "x-day", "x-month", "x-year" become "x" as d/m/y, to be judged as one date. */
static bool
take_date_part(struct visit *v, struct filing *f, const struct pair *p)
{
    Str name, day, month, year, value;

    if (!str_ends(p->name, S("-day")))
        return str_ends(p->name, S("-month")) || str_ends(p->name, S("-year"));
    name = str_sub(p->name, 0, p->name.n - 4);
    day = str_trim(p->value);
    month = str_trim(visit_param(v, str_format(v->arena, "%.*s-month", STR_ARG(name))));
    year = str_trim(visit_param(v, str_format(v->arena, "%.*s-year", STR_ARG(name))));
    if (day.n + month.n + year.n > 0 && json_get_str(f->answers, name) == NULL) {
        value = str_format(v->arena, "%.*s/%.*s/%.*s", STR_ARG(day), STR_ARG(month), STR_ARG(year));
        json_put(f->answers, name, json_new_text(v->arena, value));
    }
    return true;
}

static void
take_held(struct visit *v, struct filing *f, const struct pair *p)
{
    struct json *o = json_add(f->files, json_object(v->arena));

    json_put_text(v->arena, o, "component", str_sub(p->name, 5, p->name.n));
    json_put_text(v->arena, o, "ticket", p->value);
}

static enum err
read_filing(struct visit *v, struct filing *f)
{
    f->answers = json_object(v->arena);
    f->intake = json_object(v->arena);
    f->files = json_array(v->arena);
    f->faults = json_array(v->arena);
    f->go = visit_param(v, S("go"));
    for (size_t i = 0; i < v->request->form.count; i++) {
        const struct pair *p = &v->request->form.at[i];

        if (str_starts(p->name, S("file:"))) {
            if (!str_eq(p->value, visit_param(v, S("drop"))))
                take_held(v, f, p);
        } else if (str_starts(p->name, S(INTAKE)) && json_get_str(f->intake, p->name) == NULL) {
            json_put(f->intake, p->name, json_new_text(v->arena, p->value));
        } else if (!form_name_is_own(p->name) && !take_date_part(v, f, p) && p->value.n > 0 &&
                 json_get_str(f->answers, p->name) == NULL) {
            json_put(f->answers, p->name, json_new_text(v->arena, p->value));
        }
    }
    for (struct upload *u = v->request->uploads; u != NULL; u = u->next)
        if (str_starts(u->field, S("file-")))
            TRY(take_upload(v, f, u));
    return ERR_OK;
}

static void
filing_read(struct filing *f)
{
    struct visit *v = f->visit;
    enum err      err = read_filing(v, f);

    if (err != ERR_OK)
        visit_fail(v, err, err_message(err));
    else
        f->then(v);
}

static void
filing_work(struct work *work, struct db *reader)
{
    (void)reader;
    filing_read((struct filing *)((char *)work - offsetof(struct filing, work)));
}

void
filing_take(struct visit *v, visit_fn *then)
{
    struct filing *f = arena_make(v->arena, struct filing);
    enum err       err;

    f->visit = v;
    f->then = then;
    v->own = f;
    if (v->request->uploads == NULL) {
        filing_read(f);
        return;
    }
    f->work.run = filing_work;
    v->reader = NULL;
    err = door_work(v->site->options.door, &f->work);
    if (err != ERR_OK)
        visit_fail(v, err, err_message(err));
}

struct json *
filing_input(struct visit *v, const char *take)
{
    struct json *input = visit_input(v, take);
    Str          page = visit_param(v, S("page"));

    if (str_eq(page, S("check"))) /* it follows every page, however many there are */
        json_put_int(v->arena, input, "page", FORM_CHECK);
    else if (page.n > 0)
        json_put_text(v->arena, input, "page", page);
    return input;
}
