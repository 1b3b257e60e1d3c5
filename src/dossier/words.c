/* dossier/words.c -- see words.h.  Floor 7. */
#include "dossier/words.h"

#include <stdlib.h>

#include "base/scan.h"
#include "base/text.h"
#include "dossier/dossier_sql.h"

#define ACTS_MAX      1000
#define NUMBER_DIGITS 9 /* so many has the shortest of text_number */

void
id_list_add(struct arena *arena, struct id_list *l, Id id)
{
    for (int i = l->n - 1; i >= 0; i--) /* a slice names one dossier in a row */
        if (l->id[i] == id)
            return;
    if (l->n == l->size) {
        Id *more = arena_array(arena, Id, l->size * 2 + 64);

        if (l->n > 0)
            memcpy(more, l->id, sizeof *more * (size_t)l->n);
        l->id = more;
        l->size = l->size * 2 + 64;
    }
    l->id[l->n++] = id;
}

/* -- of one dossier ------------------------------------------------------------------- */

struct word_list {
    struct arena *arena;
    Str           word[WORDS_MAX];
    int           n;
};

static void
add_word(struct word_list *l, Str word)
{
    for (int i = 0; i < l->n; i++)
        if (str_eq(l->word[i], word))
            return;
    if (word.n > 0 && l->n < WORDS_MAX)
        l->word[l->n++] = word;
}

int
words_of_code(Str code, Str out[2])
{
    Str unit, end, day, number;

    if (!str_cut(code, '-', &unit, &end) || !str_cut(end, '-', &day, &number) ||
        !scan_is_digits(day) || !scan_is_digits(number))
        return 0;
    out[0] = number;
    out[1] = end;
    return 2;
}

bool
word_is_rare(Str word)
{
    return str_find(word, S("-")) >= 0 || (word.n >= NUMBER_DIGITS && scan_is_digits(word));
}

static void
add_numbers(struct word_list *l, Str answers)
{
    struct json *form;

    if (json_parse(l->arena, answers, &form, NULL) != ERR_OK)
        return; /* `verify` names an altered row by its digest */
    json_each(answer, form)
        if (answer->kind == JSON_TEXT)
            add_word(l, text_number(l->arena, answer->text));
}

static void
add_facts(struct word_list *l, const struct search_facts_row *f)
{
    Str word[WORDS_MAX / 2];
    int n = words_of_code(f->code, word);

    for (int i = 0; i < n; i++)
        add_word(l, word[i]);
    add_word(l, text_number(l->arena, f->number));
    n = text_words(l->arena, f->applicant_name, word, WORDS_MAX / 2);
    for (int i = 0; i < n; i++)
        add_word(l, word[i]);
}

/* -- of many -------------------------------------------------------------------------- */

static void
add_row(struct arena *arena, struct word_rows *rows, struct word_row row)
{
    if (rows->n == rows->size) {
        int              size = rows->size * 2 + 256;
        struct word_row *more = arena_array(arena, struct word_row, size);

        if (rows->n > 0)
            memcpy(more, rows->row, sizeof *more * (size_t)rows->n);
        rows->row = more;
        rows->size = size;
    }
    rows->row[rows->n++] = row;
}

int
words_compare(const void *a, const void *b)
{
    const struct word_row *x = a, *y = b;
    int                    c = (x->desk > y->desk) - (x->desk < y->desk);

    if (c == 0)
        c = str_cmp(x->word, y->word);
    return c ? c : (x->dossier > y->dossier) - (x->dossier < y->dossier);
}

void
words_sort(struct word_rows *rows)
{
    int n = 0;

    if (rows->n == 0)
        return;
    qsort(rows->row, (size_t)rows->n, sizeof *rows->row, words_compare);
    for (int i = 0; i < rows->n; i++)
        if (n == 0 || words_compare(&rows->row[n - 1], &rows->row[i]) != 0)
            rows->row[n++] = rows->row[i];
    rows->n = n;
}

Str
id_list_json(struct arena *arena, const struct id_list *l)
{
    struct json *list = json_array(arena);

    for (int i = 0; i < l->n; i++)
        json_add(list, json_new_int(arena, l->id[i]));
    return json_string(arena, list);
}

Str
words_json(struct arena *arena, const struct word_row *row, int n)
{
    struct json *list = json_array(arena);

    for (int i = 0; i < n; i++) {
        struct json *o = json_add(list, json_array(arena));

        json_add(o, json_new_int(arena, row[i].desk));
        json_add(o, json_new_text(arena, row[i].word));
        json_add(o, json_new_int(arena, row[i].dossier));
    }
    return json_string(arena, list);
}

enum err
words_at(struct view *v, const struct id_list *dossiers, int64_t act, struct word_rows *rows)
{
    Str                        ids = id_list_json(v->arena, dossiers);
    struct search_facts_row   *facts;
    struct search_answers_row *answers;
    int                        n, n_answers, k = 0;

    if (dossiers->n == 0)
        return ERR_OK;
    TRY(search_facts(v, ids, act, dossiers->n, &facts, &n));
    TRY(search_answers(v, ids, act, dossiers->n, &answers, &n_answers));
    for (int i = 0; i < n; i++) {
        struct word_list l = { .arena = v->arena };

        add_facts(&l, &facts[i]);
        while (k < n_answers && answers[k].dossier < facts[i].dossier)
            k++;
        if (k < n_answers && answers[k].dossier == facts[i].dossier)
            add_numbers(&l, answers[k].answers);
        for (int w = 0; w < l.n; w++) {
            if (!word_is_rare(l.word[w]))
                add_row(v->arena, rows, (struct word_row){ facts[i].desk, l.word[w],
                                                           facts[i].dossier });
            add_row(v->arena, rows, (struct word_row){ WORDS_PROVINCE, l.word[w],
                                                       facts[i].dossier });
        }
    }
    words_sort(rows);
    return ERR_OK;
}

enum err
words_ever(struct view *v, Id dossier, struct word_rows *out)
{
    struct id_list           one = { .id = &dossier, .n = 1, .size = 1 };
    struct dossier_acts_row *row;
    int                      n;

    TRY(dossier_acts(v, dossier, 0, ACTS_MAX, &row, &n));
    for (int i = 0; i < n; i++)
        TRY(words_at(v, &one, row[i].act, out));
    return ERR_OK;
}

enum err
words_cursor(struct view *v, int64_t *out)
{
    struct search_cursor_read_row row = { .upto = 0 };
    enum err                      err = search_cursor_read(v, WORDS_CURSOR, &row);

    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    *out = row.upto;
    return ERR_OK;
}
