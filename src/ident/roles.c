/* ident/roles.c -- see roles.h.  Floor 5.
 *
 *     { "roles": "viet-nam",
 *       "rights": [ { "key": "dossier.receive", "name": { "vi": …, "en": … } }, … ],
 *       "list": [ { "key": "desk", "name": {…}, "rights": ["dossier.receive", …] }, … ],
 *       "access_review": [ { "from": null, "to": null, "months": 6, "notice_days": 30 } ] }
 *
 * Several files add up; a key stands once.  A role without rights is what
 * everybody is (a citizen): it is named, and cannot be given. */
#include "ident/roles.h"

#define LIST_MAX 200 /* roles, and rights, of all packs together */

struct reading {
    struct pack_build *build;
    struct arena      *arena;
    struct right      *right;
    struct role       *role;
    struct review_rule *review;
    int                n_rights, n_roles, n_reviews;
};

static Str
place(const struct reading *r, const char *list, int i, const char *member)
{
    return str_format(r->arena, "%s/%d%s%s", list, i, member[0] ? "/" : "", member);
}

/* A key and words in both languages; each fault named. */
static bool
read_head(struct reading *r, const struct pack_file *file, const char *list, int i,
          const struct json *item, Str *out_key, const struct json **out_name)
{
    *out_key = json_text(item, "key");
    *out_name = json_get(item, "name");
    if (out_key->n == 0)
        pack_fault(r->build, file, place(r, list, i, "key"), MSG("is missing"), STR_NONE, STR_NONE);
    if (json_text(*out_name, "vi").n == 0 || json_text(*out_name, "en").n == 0)
        pack_fault(r->build, file, place(r, list, i, "name"),
                   MSG("needs both languages, vi and en"), STR_NONE, STR_NONE);
    return out_key->n > 0;
}

static bool
is_right(const struct reading *r, Str key)
{
    for (int i = 0; i < r->n_rights; i++)
        if (str_eq(r->right[i].key, key))
            return true;
    return false;
}

static void
read_right(struct reading *r, const struct pack_file *file, int i, const struct json *item)
{
    struct right right;

    if (!read_head(r, file, "rights", i, item, &right.key, &right.name))
        return;
    if (is_right(r, right.key))
        pack_fault(r->build, file, place(r, "rights", i, "key"), MSG("{1} is there twice"),
                   right.key, STR_NONE);
    else if (r->n_rights < LIST_MAX)
        r->right[r->n_rights++] = right;
}

static void
read_role(struct reading *r, const struct pack_file *file, int i, const struct json *item)
{
    const struct json *rights = json_get(item, "rights");
    struct role        role = { .n_rights = 0 };
    Str               *keys;

    if (!read_head(r, file, "list", i, item, &role.key, &role.name))
        return;
    for (int k = 0; k < r->n_roles; k++)
        if (str_eq(r->role[k].key, role.key))
            pack_fault(r->build, file, place(r, "list", i, "key"), MSG("{1} is there twice"),
                       role.key, STR_NONE);
    keys = arena_array(r->arena, Str, rights ? rights->count + 1 : 1);
    json_each(right, rights) {
        if (right->kind != JSON_TEXT || !is_right(r, right->text))
            pack_fault(r->build, file, place(r, "list", i, "rights"),
                       MSG("{1} is not among the rights"), right->text, STR_NONE);
        else
            keys[role.n_rights++] = right->text;
    }
    role.rights = keys;
    if (r->n_roles < LIST_MAX)
        r->role[r->n_roles++] = role;
}

static Day
read_day(struct reading *r, const struct pack_file *file, int i, const struct json *item,
         const char *key)
{
    Str s = json_text(item, key);
    Day d = DAY_NONE;

    if (s.p != NULL && day_parse(s, &d) != ERR_OK)
        pack_fault(r->build, file, place(r, "access_review", i, key),
                   MSG("{1} is not a day such as 2024-07-01"), s, STR_NONE);
    return d;
}

static void
read_review(struct reading *r, const struct pack_file *file, int i, const struct json *item)
{
    struct review_rule rule = {
        .from = read_day(r, file, i, item, "from"), .to = read_day(r, file, i, item, "to"),
        .months = json_int(item, "months", 0), .notice_days = json_int(item, "notice_days", 0),
    };

    if (rule.months < 1 || rule.months > 120 || rule.notice_days < 0 || rule.notice_days > 366)
        pack_fault(r->build, file, place(r, "access_review", i, ""),
                   MSG("needs months and notice_days, whole numbers"), STR_NONE, STR_NONE);
    else if (r->n_reviews < LIST_MAX)
        r->review[r->n_reviews++] = rule;
}

static void
read_list(struct reading *r, const struct pack_file *file, const char *name,
          void (*read)(struct reading *, const struct pack_file *, int, const struct json *))
{
    int i = 0;

    json_each(item, json_get(file->json, name))
        read(r, file, i++, item);
}

/* Rights of all files first: a role may use another file's. */
static enum err
compile(struct pack_build *build, void **out)
{
    int                     n;
    const struct pack_file *file = pack_files(build, "roles", &n);
    struct reading          r = { .build = build, .arena = pack_arena(build) };
    struct roles           *roles = arena_make(r.arena, struct roles);

    r.right = arena_array(r.arena, struct right, LIST_MAX);
    r.role = arena_array(r.arena, struct role, LIST_MAX);
    r.review = arena_array(r.arena, struct review_rule, LIST_MAX);
    for (int i = 0; i < n; i++)
        read_list(&r, &file[i], "rights", read_right);
    for (int i = 0; i < n; i++)
        read_list(&r, &file[i], "list", read_role);
    for (int i = 0; i < n; i++)
        read_list(&r, &file[i], "access_review", read_review);
    *roles = (struct roles){ .n_rights = r.n_rights, .n_roles = r.n_roles, .right = r.right,
                             .role = r.role, .n_reviews = r.n_reviews, .review = r.review };
    *out = roles;
    return ERR_OK;
}

const struct pack_section roles_section = { .name = "roles", .compile = compile,
                                            .title = MSG("Roles and rights") };

const struct roles *
roles_of(const struct view *v)
{
    static const struct roles none;
    const struct roles       *roles = pack_data(v, "roles");

    return roles != NULL ? roles : &none;
}

const struct role *
roles_find(const struct roles *roles, Str key)
{
    for (int i = 0; i < roles->n_roles; i++)
        if (str_eq(roles->role[i].key, key))
            return &roles->role[i];
    return NULL;
}

const struct right *
roles_right(const struct roles *roles, Str key)
{
    for (int i = 0; i < roles->n_rights; i++)
        if (str_eq(roles->right[i].key, key))
            return &roles->right[i];
    return NULL;
}

const struct review_rule *
roles_review(const struct roles *roles, Day day)
{
    for (int i = 0; i < roles->n_reviews; i++) {
        const struct review_rule *r = &roles->review[i];

        if ((r->from == DAY_NONE || r->from <= day) && (r->to == DAY_NONE || day <= r->to))
            return r;
    }
    return NULL;
}

bool
role_grants(const struct role *role, Str right)
{
    for (int i = 0; i < role->n_rights; i++)
        if (str_eq(role->rights[i], right))
            return true;
    return false;
}

/* -- roles against commands ------------------------------------------------------ */

static bool
is_granted(const struct roles *roles, Str right)
{
    for (int i = 0; i < roles->n_roles; i++)
        if (role_grants(&roles->role[i], right))
            return true;
    return str_eq(right, S("anyone")) || str_eq(right, S("signed-in"));
}

struct asked {
    Str list[LIST_MAX];
    int n;
};

static void
ask(struct asked *asked, const char *right)
{
    for (int i = 0; i < asked->n; i++)
        if (str_eq(asked->list[i], str_of(right)))
            return;
    if (asked->n < LIST_MAX)
        asked->list[asked->n++] = str_of(right);
}

static bool
is_asked(const struct asked *asked, Str right)
{
    for (int i = 0; i < asked->n; i++)
        if (str_eq(asked->list[i], right))
            return true;
    return false;
}

void
roles_compare(struct arena *arena, const struct roles *roles,
              const struct door_table *const *tables, int n_tables, const Str **out_unasked,
              int *n_unasked, const Str **out_ungranted, int *n_ungranted)
{
    struct asked *asked = arena_make(arena, struct asked);
    Str          *unasked = arena_array(arena, Str, LIST_MAX);
    Str          *ungranted = arena_array(arena, Str, LIST_MAX);

    *n_unasked = *n_ungranted = 0;
    for (int i = 0; i < n_tables; i++) {
        for (const struct command *const *c = tables[i]->commands; c && *c; c++)
            ask(asked, (*c)->right);
        for (const struct query *const *q = tables[i]->queries; q && *q; q++)
            ask(asked, (*q)->right);
    }
    for (int i = 0; i < roles->n_rights; i++)
        if (!is_asked(asked, roles->right[i].key))
            unasked[(*n_unasked)++] = roles->right[i].key;
    for (int i = 0; i < asked->n; i++)
        if (!is_granted(roles, asked->list[i]))
            ungranted[(*n_ungranted)++] = asked->list[i];
    *out_unasked = unasked;
    *out_ungranted = ungranted;
}
