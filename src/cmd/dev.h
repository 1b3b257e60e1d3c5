/* cmd/dev.h -- `serve --dev`: translations and packs from the source tree, as
 * they are written.  Floor 13.
 *
 * A thread looks a few times a second whether a file has changed.  A file that
 * cannot be read, or a pack with a fault, is told in the log, and what was there
 * stays.  Assets need no thread: they are read at each request. */
#ifndef CMD_DEV_H
#define CMD_DEV_H

#include "cmd/house.h"

#define DEV_ASSETS "build/assets" /* from the folder where the program was started */
#define DEV_WORDS  "po/vi.po"
#define DEV_PACKS  "packs"

struct dev;
/* Reads once, then goes on looking.  Packs on the disk are nobody's records: in a
 * folder of real ones only those that were loaded count. */
enum err dev_start(struct house *, struct dev **out) MUST_USE;
void     dev_stop(struct dev *);

#endif
