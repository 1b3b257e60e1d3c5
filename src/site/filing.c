/* site/filing.c -- see filing.h.  Floor 12. */
#include "site/filing.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/log.h"
#include "dossier/file_look.h"
#include "dossier/upload.h"
#include "store/files.h"
#include "web/clamd.h"
#include "web/http_upload.h"
#include "web/partial.h"

/* -- files that came with the form --------------------------------------------------------- */

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
is_clean(struct visit *v, struct filing *f, Str field, Str path)
{
    Str          where = v->site->options.world->scanner, found;
    struct fault fault = { .message = MSG("could not be checked for viruses just now and was not "
                                          "kept; send it again in a few minutes") };

    if (where.n == 0)
        return true;
    if (clamd_scan(v->arena, where, str_c(v->arena, path), &found) == ERR_OK) {
        if (found.n == 0)
            return true;
        log_event(LOG_WARN, "scanner.found", "%.*s", STR_ARG(found));
        fault.message = MSG("carries a virus ({1}) and was not kept; send the paper from another "
                            "device, or take a photo of it");
        fault.value[0] = found;
    }
    add_fault(v, f, field, &fault);
    return false;
}

/* Before it is kept: its size and kind, and what it would do to whoever opens it. */
static bool
is_fit(struct visit *v, struct filing *f, Str field, int fd, struct upload_file *file)
{
    struct faults faults = { .arena = v->arena };
    void         *at = file->size > 0 && file->size <= UPLOAD_SIZE_MAX
                           ? mmap(NULL, (size_t)file->size, PROT_READ, MAP_PRIVATE, fd, 0)
                           : MAP_FAILED;
    Str           bytes = at != MAP_FAILED ? (Str){ at, (size_t)file->size } : S("");
    const char   *why;

    if (upload_judge(&faults, field, bytes, file->size, NULL, &file->type)) {
        why = file_look(bytes, file->type);
        if (why != NULL)
            fault_add(&faults, field, why, STR_NONE, STR_NONE);
    }
    if (at != MAP_FAILED)
        munmap(at, (size_t)file->size);
    if (faults_any(&faults))
        add_fault(v, f, field, faults.first);
    return !faults_any(&faults);
}

static void
hold(struct visit *v, struct filing *f, struct upload_file *file)
{
    struct view  view = visit_view(v);
    struct json *o = json_add(f->files, json_object(v->arena));

    json_put_text(v->arena, o, "component", file->component);
    json_put_text(v->arena, o, "ticket", upload_ticket(&view, file));
}

/* Judged, scanned, kept by content under its hash.  *out_kept false: it was refused. */
static enum err
keep(struct visit *v, struct filing *f, Str field, Str path, struct upload_file *file,
     bool *out_kept)
{
    char *name = str_c(v->arena, path);
    int   fd = open(name, O_RDONLY | O_CLOEXEC);
    bool  fit;

    *out_kept = false;
    if (fd < 0)
        return ERR_STORE;
    fit = is_fit(v, f, field, fd, file);
    close(fd);
    if (!fit || !is_clean(v, f, field, path))
        return ERR_OK;
    *out_kept = true;
    return files_keep(v->site->options.world->folder, name, &file->hash);
}

/* One upload named "file-COMPONENT". */
static enum err
take_upload(struct visit *v, struct filing *f, struct upload *u)
{
    struct upload_file file = { .component = str_sub(u->field, 5, u->field.n),
                                .name = u->filename, .size = (int64_t)u->size, .hash = u->hash };
    bool               kept;

    if (u->size == 0 && u->filename.n == 0)
        return ERR_OK; /* an empty file input */
    TRY(keep(v, f, u->field, u->path, &file, &kept));
    if (!kept)
        return ERR_OK;
    upload_take(u);
    hold(v, f, &file);
    return ERR_OK;
}

static enum err
hash_partial(struct arena *arena, const struct partial *p, Hash *out)
{
    int      fd = open(str_c(arena, p->path), O_RDONLY | O_CLOEXEC);
    uint64_t size;
    enum err err = ERR_STORE;

    if (fd < 0)
        return ERR_STORE;
    *out = hash_file(fd, &size, &err);
    close(fd);
    return err;
}

/* What was kept before: only its kind is asked again. */
static enum err
look_again(struct visit *v, struct filing *f, Str field, struct upload_file *file, bool *out_fit)
{
    int64_t size;
    int     fd;

    TRY(files_open(v->site->options.world->folder, &file->hash, &fd, &size));
    *out_fit = is_fit(v, f, field, fd, file);
    close(fd);
    return ERR_OK;
}

/* It is held: once kept, it is not moved a second time. */
static enum err
take_held_partial(struct visit *v, struct filing *f, Str field, struct partial *p,
                  struct upload_file *file)
{
    bool kept;

    if (p->kept) {
        TRY(look_again(v, f, field, file, &kept));
    } else {
        TRY(hash_partial(v->arena, p, &file->hash));
        TRY(keep(v, f, field, p->path, file, &kept));
        if (kept)
            TRY(partial_keep(v->arena, v->site->options.spool, p, &file->hash));
    }
    if (kept)
        hold(v, f, file);
    return ERR_OK;
}

/* One that came in pieces (site_tus.c), named "tus:COMPONENT".  A form that is sent again, or
 * twice at once, names it again. */
static enum err
take_partial(struct visit *v, struct filing *f, Str component, Str id)
{
    Str                field = str_join(v->arena, S("file-"), component, STR_NONE);
    struct partial     p;
    int                held = -1;
    enum err           err = partial_hold(v->arena, v->site->options.spool, id, &p, &held);
    struct fault       fault = { .message = MSG("did not come whole; attach it again") };
    struct upload_file file;

    if (err == ERR_NOT_FOUND || (err == ERR_OK && p.offset < p.length)) {
        add_fault(v, f, field, &fault);
        err = ERR_OK;
    } else if (err == ERR_OK) {
        file = (struct upload_file){ .component = component, .name = p.name, .size = p.length,
                                     .hash = p.hash };
        err = take_held_partial(v, f, field, &p, &file);
    }
    if (held >= 0)
        close(held);
    return err;
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

/* Boxes of one question post its name once each: what came twice is a list. */
static void
take_answer(struct visit *v, struct filing *f, const struct pair *p)
{
    struct json *there = f->answers->first;

    while (there != NULL && !str_eq(there->key, p->name))
        there = there->next;
    if (there == NULL) {
        json_put(f->answers, p->name, json_new_text(v->arena, p->value));
        return;
    }
    if (there->kind != JSON_ARRAY) {
        there->kind = JSON_ARRAY;
        json_add(there, json_new_text(v->arena, there->text));
    }
    json_add(there, json_new_text(v->arena, p->value));
}

/* Both kinds of files that came with the form. */
static enum err
take_files(struct visit *v, struct filing *f)
{
    for (size_t i = 0; i < v->request->form.count && v->route->multipart; i++) {
        const struct pair *p = &v->request->form.at[i];

        if (str_starts(p->name, S("tus:")))
            TRY(take_partial(v, f, str_sub(p->name, 4, p->name.n), p->value));
    }
    for (struct upload *u = v->request->uploads; u != NULL; u = u->next)
        if (str_starts(u->field, S("file-")))
            TRY(take_upload(v, f, u));
    return ERR_OK;
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
        } else if (!str_starts(p->name, S("tus:")) && !form_name_is_own(p->name) &&
                   !take_date_part(v, f, p) && p->value.n > 0) {
            take_answer(v, f, p);
        }
    }
    return take_files(v, f);
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

static bool
has_partials(const struct visit *v)
{
    for (size_t i = 0; i < v->request->form.count; i++)
        if (str_starts(v->request->form.at[i].name, S("tus:")))
            return true;
    return false;
}

void
filing_take(struct visit *v, visit_fn *then)
{
    struct filing *f = arena_make(v->arena, struct filing);
    enum err       err;

    f->visit = v;
    f->then = then;
    v->own = f;
    if (v->request->uploads == NULL && !has_partials(v)) {
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
