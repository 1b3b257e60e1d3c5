/* unit/registry/orchard.h -- a small registry for tests, out of a pack of its own, and a door
 * before it. */
#ifndef UNIT_REGISTRY_ORCHARD_H
#define UNIT_REGISTRY_ORCHARD_H

#include "ident/ident.h"
#include "pack/pack.h"
#include "registry/registry.h"
#include "stores.h"

#define DAY_1 time_at(day_of(2024, 7, 1), 8 * 60)

extern const struct actor orchard_program, orchard_anyone;

/* A registry as its file has it, quotes written as '. */
#define HEAD(version, open) \
    "{'x-registry':'orchard','x-version':" version ",'title':{'vi':'Vườn','en':'Orchards'}," \
    "'description':{'vi':'Thử','en':'A test'},'x-owner':'30','x-public':'" open "'," \
    "'x-licence':'https://example.org/licence','type':'object','additionalProperties':false," \
    "'required':['code','crop'],'x-key':['code'],'x-title':'name',"
#define TITLE "'title':{'vi':'A','en':'A'}"
#define FIELDS \
    "'code':{'type':'string','maxLength':20," TITLE "}," \
    "'name':{'type':'string','maxLength':100," TITLE "}," \
    "'crop':{'enum':['lychee','longan'],'x-count':true," TITLE ",'x-words':" \
    "{'lychee':{'vi':'vải','en':'lychee'},'longan':{'vi':'nhãn','en':'longan'}}}," \
    "'area':{'type':'integer','minimum':1,'x-index':true,'x-sum':true," TITLE "}," \
    "'share':{'type':'number'," TITLE "}," \
    "'since':{'type':'string','format':'date','x-count':'year'," TITLE "}," \
    "'grower':{'type':'string','format':'personal-number','x-person':true," TITLE "}," \
    "'select':{'type':'boolean','x-read':'official','x-index':true," TITLE "}," \
    "'place':{'type':'object','format':'geometry'," TITLE "}"
#define ORCHARD(version, open, more) HEAD(version, open) "'properties':{" FIELDS more "}}"

Str orchard_quoted(const char *text); /* with " where ' stands */
/* The pack of one registry in this version. */
enum err orchard_load(struct door *, const char *version, const char *file, struct call *);
enum err orchard_call(struct door *, const struct actor *, const char *name, const char *json,
                      struct call *);
struct door *orchard_open(const struct store_options *, struct test_clock *);
void orchard_close(struct door *);
Str  orchard_text(const struct call *); /* of the answer */
void orchard_create(struct door *, const char *values);

#endif
