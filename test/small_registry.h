/* test/small_registry.h -- a small registry out of a pack of its own on a fresh store, a door
 * before it and a loader behind it; quotes of JSON are written as '.  For the tests of registries
 * and of what stands on them. */
#ifndef TEST_SMALL_REGISTRY_H
#define TEST_SMALL_REGISTRY_H

#include "ident/ident.h"
#include "pack/pack.h"
#include "portal/portal.h"
#include "registry/check.h"
#include "registry/load.h"
#include "registry/registry.h"
#include "stores.h"

#define DAY_1 time_at(day_of(2024, 7, 1), 8 * 60)

extern const struct actor orchard_program, orchard_anyone;

/* The registry as its file has it; `needed`: of its fields, beside the code. */
#define TITLE "'title':{'vi':'A','en':'A'}"
#define ORCHARD_TITLE TITLE
#define ORCHARD_HEAD(version, open, needed) \
    "{'x-registry':'orchard','x-version':" version ",'title':{'vi':'Vườn cây','en':'Orchards'}," \
    "'description':{'vi':'Vườn để thử','en':'A test'},'x-owner':'30','x-theme':'agriculture'," \
    "'x-public':'" open "','x-licence':'https://example.org/licence','x-frequency':'month'," \
    "'type':'object','additionalProperties':false,'required':['code'" needed "]," \
    "'x-key':['code'],'x-title':'name',"
#define HEAD(version, open) ORCHARD_HEAD(version, open, ",'crop'")
#define FIELDS \
    "'code':{'type':'string','maxLength':20," TITLE "}," \
    "'name':{'type':'string','maxLength':100,'title':{'vi':'Tên vườn','en':'Name'}}," \
    "'crop':{'enum':['lychee','longan'],'x-count':true,'title':{'vi':'Cây','en':'Crop'}," \
    "'x-words':{'lychee':{'vi':'vải','en':'lychee'},'longan':{'vi':'nhãn','en':'longan'}}}," \
    "'area':{'type':'integer','minimum':1,'x-index':true,'x-sum':true," TITLE "}," \
    "'share':{'type':'number'," TITLE "}," \
    "'since':{'type':'string','format':'date','x-count':'year'," TITLE "}," \
    "'grower':{'type':'string','format':'personal-number','x-person':true," TITLE "}," \
    "'select':{'type':'boolean','x-read':'official','x-index':true," TITLE "}," \
    "'place':{'type':'object','format':'geometry'," TITLE "}"
#define ORCHARD(version, open, more) HEAD(version, open) "'properties':{" FIELDS more "}}"
#define ORCHARD_FILE(version, open, needed, more) /* with its geometry */ \
    ORCHARD_HEAD(version, open, needed) "'x-geometry':'place','properties':{" FIELDS more "}}"
#define PLOTS(version, open, more) ORCHARD_FILE(version, open, ",'crop'", more)

Str orchard_quoted(const char *text); /* with " where ' stands */
/* With this file as version 1 (NULL: no registry yet), and with `more` commands. */
struct door *orchard_open(const struct store_options *, struct test_clock *, const char *file);
struct door *orchard_open_with(const struct store_options *, struct test_clock *,
                               const char *file, const struct door_table *more);
void orchard_close(struct door *);
/* The pack of one registry in this version. */
enum err orchard_load(struct door *, const char *version, const char *file, struct call *);
enum err orchard_call(struct door *, const struct actor *, const char *name, const char *json,
                      struct call *);
Str  orchard_text(const struct call *); /* of the answer */
void orchard_create(struct door *, const char *values);
/* How many rows or counts are not what they should be. */
int64_t orchard_findings(struct door *, const struct derived_check *);

/* -- files of records -------------------------------------------------------------------- */
/* Begins to load it, with more of the command's input; the load's number. */
int64_t orchard_send(struct door *, Str file, const char *more);
/* The loader's steps, at most so many; what is due is published.  `forgets`: what it keeps in
 * memory is lost after each. */
void orchard_steps(struct door *, int steps, bool forgets);
/* What was refused, as somebody gets it; the entry that records the reading, or 0. */
Str orchard_rejected(struct door *, const struct actor *, int64_t load, int64_t *out_act);

#endif
