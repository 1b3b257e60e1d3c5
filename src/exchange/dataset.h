/* exchange/dataset.h -- inside of the room: registries as data sets of a catalogue.  Floor 10. */
#ifndef EXCHANGE_DATASET_H
#define EXCHANGE_DATASET_H

#include "journal/act.h"

/* Runs a query of the registry room in this view, by the rules of the door: its fields are bound,
 * its faults are the view's. */
enum err exchange_ask(struct view *, const char *query, const struct json *input,
                      struct json **out) MUST_USE;

struct dataset {
    Str                key;
    const struct json *about;            /* what registry.about says */
    Time               issued, modified; /* TIME_NONE: no record was written yet */
    bool               rows;             /* everybody sees its records */
};
/* ERR_NOT_FOUND. */
enum err dataset_read(struct view *, Str key, struct dataset *out) MUST_USE;
/* All of them, by key. */
enum err datasets_read(struct view *, struct dataset **out, int *n) MUST_USE;

/* What is said of a data set, behind the warning where the data are made up. */
Str dataset_noted(struct view *, const struct dataset *, Str text);

/* A file that a data set can be had as. */
struct dataset_form {
    const char *name;   /* "CSV" */
    const char *ending; /* "csv" */
    const char *type;   /* "text/csv" */
    const char *file_type; /* in the European authority table of file types; NULL: not in it */
};
/* By place, how many there are: only of a data set whose rows are open. */
int                        dataset_forms(const struct dataset *);
const struct dataset_form *dataset_form(int);
Str dataset_file(struct view *, const struct dataset *, const struct dataset_form *); /* address */
Str dataset_page(struct view *, Str key);
/* Where its features are served (OGC API Features); STR_NONE when it has no geometry. */
Str dataset_features(struct view *, const struct dataset *);

struct theme {
    const char *key;  /* as x-theme has it */
    const char *code; /* in the European authority table of data themes */
    const char *title; /* message key */
};
const struct theme *theme_of(Str key); /* NULL */

/* A licence by its address: a short name where one is known, else the address. */
struct licence {
    Str  id, title, url;
    bool open; /* known to be an open one */
};
struct licence licence_of(Str url);

#endif
