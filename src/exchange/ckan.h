/* exchange/ckan.h -- inside of the room: CKAN's Action API, version 3.  Floor 10.
 *
 * Data sets are registries, organisations the units that own them, groups their themes.  An
 * action gets its parameters as one JSON object; in an address all of them are texts. */
#ifndef EXCHANGE_CKAN_H
#define EXCHANGE_CKAN_H

#include "exchange/ckan_query.h"
#include "exchange/dataset.h"
#include "journal/door.h"

struct asked {
    struct view       *v;
    Str                action;
    const struct json *in;
};

/* Parameters; what is wrong with one becomes a fault of its name. */
Str          ckan_text(const struct asked *, const char *name);
int64_t      ckan_int(const struct asked *, const char *name, int64_t otherwise, int64_t min,
                      int64_t max);
bool         ckan_bool(const struct asked *, const char *name, bool otherwise);
/* A list: a JSON array, its text, or texts with commas between; empty when absent. */
const struct json *ckan_list(const struct asked *, const char *name);
/* An object, or its text; NULL when absent or neither. */
const struct json *ckan_object(const struct asked *, const char *name);

/* Each gives the action's `result`. */
typedef enum err ckan_fn(const struct asked *, struct json **out);
ckan_fn ckan_package_list, ckan_package_show, ckan_package_search, ckan_with_resources,
    ckan_package_autocomplete, ckan_resource_show, ckan_recently_changed, ckan_organization_list,
    ckan_organization_show, ckan_group_list, ckan_group_show, ckan_tag_list, ckan_tag_show,
    ckan_license_list, ckan_datastore_search, ckan_datastore_info;

/* -- ckan_package.c ------------------------------------------------------------------------- */
struct json *ckan_package(struct view *, const struct dataset *);
struct json *ckan_time(struct arena *, Time);
/* A resource's id: "KEY-csv"; NULL when it names none of this data set. */
const struct dataset_form *ckan_resource_form(const struct dataset *, Str id);
/* The data set that a resource's id belongs to; ERR_NOT_FOUND. */
enum err ckan_resource_of(struct view *, Str id, struct dataset *out) MUST_USE;

/* -- ckan_search.c -------------------------------------------------------------------------- */
#define CKAN_VALUES_MAX 64
/* The values that a data set has of a field one may filter and count by; -1: no such field. */
int  ckan_values(struct view *, const struct dataset *, Str field, Str out[CKAN_VALUES_MAX]);

/* ckan_facets.c: `facets` and `search_facets` of those found. */
enum err ckan_put_facets(const struct asked *, const struct dataset *, int n, struct json *to)
    MUST_USE;

extern const struct query ckan_action;

#endif
