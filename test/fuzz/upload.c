/* The first bytes of a file and its name.  A file that is judged good gets a ticket
 * that says the same when it comes back; no other text is a ticket. */
#include "base/text.h"
#include "dossier/upload.h"

int fuzz_upload(const unsigned char *p, size_t n);

static void
check_ticket(struct view *v, const struct upload_file *f)
{
    struct upload_file back;

    if (upload_of_ticket(v, upload_ticket(v, f), &back) != ERR_OK || back.size != f->size ||
        !hash_eq(&back.hash, &f->hash) || !str_eq(back.type, f->type) ||
        !str_starts(f->name, back.name))
        BUG("a ticket for another file");
    if (text_is_utf8(f->name) && !text_is_utf8(back.name))
        BUG("a name cut within a character");
    if (f->name.n <= 255 && text_is_utf8(f->name) && back.name.n != f->name.n)
        BUG("a name that fits, cut");
}

int
fuzz_upload(const unsigned char *p, size_t n)
{
    struct arena      *arena = arena_new();
    struct world       world = { .secret = S("0123456789abcdef0123456789abcdef") };
    struct faults      faults = { .arena = arena };
    struct view        v = { .arena = arena, .world = &world, .faults = &faults };
    struct upload_file f = { .size = (int64_t)n * 4096 }, other;
    Str                bytes = { (const char *)p, n }, first;

    str_cut(bytes, '\n', &first, &f.name);
    if (upload_judge(&faults, S("files"), bytes, f.size, NULL, &f.type)) {
        if (faults_any(&faults) || f.type.n != 3)
            BUG("a file is both good and not");
        check_ticket(&v, &f);
    } else if (!faults_any(&faults))
        BUG("a file is refused without a reason");
    if (upload_of_ticket(&v, bytes, &other) == ERR_OK)
        BUG("not a ticket of ours");
    arena_free(arena);
    return 0;
}
