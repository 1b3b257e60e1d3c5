/* Independent programs as judges: zbarimg, qpdf, poppler. */
#ifndef TEST_UNIT_DOSSIER_TOOL_H
#define TEST_UNIT_DOSSIER_TOOL_H

#include "check.h"

/* Writes a file in the test's folder; gives its path, terminated. */
const char *tool_file(const char *name, Str bytes);

/* Runs a shell command and gives what it printed, both streams; a command that
 * fails, or is not there, is a failed check. */
Str tool_run(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
