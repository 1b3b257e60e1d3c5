/* dossier/file_look.h -- what a file would do to whoever opens it.  Floor 7.
 *
 * A PDF that carries a program or starts one, a picture of more points than a machine can
 * draw, a PDF whose tables swell without end: refused before it is kept, in words that say
 * what to do.  It looks where readers look: names outside streams, and in streams of objects.
 * What is encrypted is not seen; a virus scanner (web/clamd.h) sees what this does not.
 */
#ifndef DOSSIER_FILE_LOOK_H
#define DOSSIER_FILE_LOOK_H

#include "base/str.h"

#define LOOK_POINTS_MAX ((int64_t)100 * 1000 * 1000) /* of a picture: 10,000 by 10,000 */
#define LOOK_SWELL_MAX  ((size_t)64 << 20)           /* of a PDF's tables, unpacked */

/* NULL, or a message key that follows the field's name.  type: "pdf", "jpg", "png". */
const char *file_look(Str bytes, Str type);

#endif
