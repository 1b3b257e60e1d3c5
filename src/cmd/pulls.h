/* cmd/pulls.h -- registries that are brought up to date from other servers.  Floor 13.
 *
 * tinhso.json: "pulls": [{"registry": "tourist_site", "url": "https://…/sites.csv", "hours": 24,
 * "format": "csv", "encoding": "utf-8", "sheet": "…", "ca_file": "PATH", "sample": false}]; the
 * last five may be missing.  Only the operator says from where: no account can make the server
 * ask another one.
 *
 * A file that is the same as the last one loaded is not loaded again.  Not part of a backup: a
 * copy that is restored to look at asks nobody.
 */
#ifndef CMD_PULLS_H
#define CMD_PULLS_H

#include "base/json.h"

struct house;
struct pulls;

/* NULL when `says` is a list of such, else what is wrong with it. */
const char *pulls_fault(const struct json *says);

/* *out NULL where nothing is pulled. */
enum err pulls_start(struct house *, const struct json *says, struct pulls **out) MUST_USE;
void     pulls_stop(struct pulls *); /* NULL: nothing */

#endif
