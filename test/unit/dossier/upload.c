/* Files that come with a dossier: what their first bytes say, and the tickets for them. */
#include "dossier/upload.h"

#include "base/text.h"
#include "check.h"

static struct view *
view_of(struct faults *faults)
{
    static const struct world world = { .secret = { "0123456789abcdef0123456789abcdef", 32 } };
    struct view              *v = arena_make(test_arena(), struct view);

    *v = (struct view){ .arena = test_arena(), .world = &world, .faults = faults,
                        .now = time_at(day_of(2024, 7, 1), 450) };
    return v;
}

/* `letters` of three bytes each, then ".pdf". */
static Str
name_of(int letters)
{
    struct buf b = BUF_MAX(2000);
    Str        s;

    for (int i = 0; i < letters; i++)
        buf_add(&b, S("ế"));
    buf_add(&b, S(".pdf"));
    s = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    return s;
}

/* Found by fuzzing: names of more than 200 bytes lost their extension, and half of
 * a letter with it, which is no text and which a store refuses. */
void
test_dossier_upload__a_name_comes_back_whole_or_cut_between_letters(void)
{
    static const struct {
        int    letters;
        size_t want; /* bytes */
    } row[] = { { 0, 4 }, { 65, 199 }, { 66, 202 }, { 83, 253 }, { 84, 255 }, { 85, 255 },
                { 300, 255 } };
    struct faults faults = { .arena = test_arena() };
    struct view  *v = view_of(&faults);

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct upload_file f = { .name = name_of(row[i].letters), .type = S("pdf"), .size = 9 };
        struct upload_file back;

        check_ok(upload_of_ticket(v, upload_ticket(v, &f), &back));
        check_int((int64_t)back.name.n, (int64_t)row[i].want);
        check(text_is_utf8(back.name) && str_starts(f.name, back.name), "the name, or its start");
    }
}

void
test_dossier_upload__files_are_judged_by_their_first_bytes(void)
{
    static const struct {
        Str         bytes;
        int64_t     size;
        const char *type; /* NULL: refused */
    } row[] = {
        { { "%PDF-1.7", 8 }, 8, "pdf" },
        { { "\xff\xd8\xff\xe0", 4 }, 4, "jpg" },
        { { "\x89PNG\r\n\x1a\n", 8 }, 8, "png" },
        { { "\x89PNG\n\n\x1a\n", 8 }, 8, NULL },
        { { " %PDF-1.7", 9 }, 9, NULL },
        { { "<html>", 6 }, 6, NULL },
        { { "PK\x03\x04", 4 }, 4, NULL },
        { { "%PDF-1.7", 8 }, UPLOAD_SIZE_MAX, "pdf" },
        { { "%PDF-1.7", 8 }, UPLOAD_SIZE_MAX + 1, NULL },
        { { "", 0 }, 0, NULL },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct faults faults = { .arena = test_arena() };
        Str           type = STR_NONE;
        bool          good = upload_judge(&faults, S("files/0"), row[i].bytes, row[i].size, NULL,
                                          &type);

        check(good == (row[i].type != NULL) && faults_any(&faults) != good, row[i].bytes.p);
        if (good)
            check_str(type, str_of(row[i].type));
    }
}

void
test_dossier_upload__no_other_text_is_a_ticket(void)
{
    struct faults      faults = { .arena = test_arena() };
    struct view       *v = view_of(&faults);
    struct upload_file f = { .name = S("a.pdf"), .type = S("pdf"), .size = 9 }, back;
    Str                ticket = upload_ticket(v, &f);

    check_err(upload_of_ticket(v, S(""), &back), ERR_FORBIDDEN);
    check_err(upload_of_ticket(v, str_sub(ticket, 1, ticket.n), &back), ERR_FORBIDDEN);
    v->now += TICKET_LIFE;
    check_ok(upload_of_ticket(v, ticket, &back));
    v->now += TIME_DAY;
    check_err(upload_of_ticket(v, ticket, &back), ERR_NOT_FOUND);
}

/* A page sent again carries its files again: they must be the same answers. */
void
test_dossier_upload__a_file_sent_twice_on_a_day_has_one_ticket(void)
{
    struct faults      faults = { .arena = test_arena() };
    struct view       *v = view_of(&faults);
    struct upload_file f = { .name = S("a.pdf"), .type = S("pdf"), .size = 9 };
    Str                first, last;

    v->now = time_at(day_of(2024, 7, 1), 0);
    first = upload_ticket(v, &f);
    v->now = time_at(day_of(2024, 7, 1), 23 * 60 + 59);
    last = upload_ticket(v, &f);
    check_str(last, first);
    v->now += TIME_MINUTE;
    check(!str_eq(upload_ticket(v, &f), first), "another day, another ticket");
}
