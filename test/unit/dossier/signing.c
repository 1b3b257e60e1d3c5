/* See signing.h. */
#include "signing.h"

#include "dossier/dossier_sql.h"
#include "org/unit.h"

static const Str rights[] = { { "dossier.approve", 15 }, { "dossier.read", 12 } };

enum err
desk_call(struct desk *d, const char *name, struct json *input, struct call *out)
{
    *out = (struct call){ .arena = test_arena(), .who = &d->leader, .name = str_of(name),
                          .input = input, .occurred = TIME_NONE };
    door_call_wait(d->house.door, out);
    return out->err;
}

struct dossier
desk_dossier(struct desk *d, Str code)
{
    struct view    v = province_house_view(&d->house);
    struct dossier found = { .dossier = 0 };

    check_ok(dossier_find(&v, code, &found));
    db_close(v.db);
    return found;
}

/* As the program: on to the leader's step, where it offers a signature. */
static void
move_on(struct desk *d, Str code, const char *word)
{
    struct json *in = json_object(test_arena());
    struct call  call;

    json_put_text(test_arena(), in, "code", code);
    (void)!house_call(&d->house, test_arena(),
                      str_format(test_arena(), "dossier.%s", word), in, &call);
}

static void
collect(struct desk *d, int want)
{
    struct dossier_now_page_row *row;
    struct view                  v = province_house_view(&d->house);
    int                          n;

    check_ok(dossier_now_page(&v, 0, 1000, &row, &n));
    db_close(v.db);
    d->code = arena_array(test_arena(), Str, n + 1);
    for (int i = 0; i < n && d->n < want; i++) {
        static const char *const words[] = { "accept", "take", "propose" };

        for (int k = 0; k < 3 && row[i].ended == TIME_NONE; k++)
            move_on(d, row[i].code, words[k]);
        if (str_eq(desk_dossier(d, row[i].code).role, S("leader")))
            d->code[d->n++] = row[i].code;
    }
    check(d->n >= want, "dossiers that wait for a leader");
}

void
desk_open(struct desk *d, const struct store_options *o, int want)
{
    struct simulate_request r = { .from = day_of(2024, 1, 2), .to = day_of(2024, 1, 4),
                                  .dossiers = 10 * want, .seed = 11 };
    struct view             v;
    struct unit             province;

    *d = (struct desk){ .n = 0 };
    province_simulated(&d->dir, o, r);
    province_open(&d->house, &d->dir, &d->keeping);
    v = province_house_view(&d->house);
    check_ok(unit_by_code_ever(&v, S("30"), day_of(2024, 1, 4), &province));
    db_close(v.db);
    d->leader = (struct actor){ .account = 900, .unit = province.id, .name = S("Người Ký Mẫu"),
                                .position = S("Lãnh đạo"), .n_rights = 2, .rights = rights };
    collect(d, want);
}

void
desk_close(struct desk *d)
{
    province_close(&d->house, &d->keeping);
}
