/* cmd/command.h -- the program's own commands.  Floor 13.
 *
 * Exit codes: 0 done; 1 it found something wrong (verify, pack check, a
 * simulation in which something was refused); 2 used wrongly; 3 refused (rights,
 * faults in the input, all of a simulation); 4 the folder or the store cannot be
 * used; 5 something of ours failed.
 */
#ifndef CMD_COMMAND_H
#define CMD_COMMAND_H

#include <stdbool.h>

#include "base/err.h"
#include "base/lang.h"

enum exit_code { EXIT_DONE, EXIT_FOUND, EXIT_USAGE, EXIT_REFUSED, EXIT_STORE, EXIT_OURS };

struct cli {
    const char *name, *usage, *help;
    int (*run)(int argc, char **argv); /* argv[0] is the command's name */
};
extern const struct cli *const cli_commands[]; /* NULL-terminated */

/* One option "--name VALUE" taken out of argv; NULL when absent.  Flags too. */
const char *cli_option(int *argc, char **argv, const char *name);
bool        cli_flag(int *argc, char **argv, const char *name);
/* Complains of what is left over, and of too few words; false: exit EXIT_USAGE. */
bool        cli_arguments(int argc, char **argv, int min, int max, const char *usage);
int         cli_fail(enum err, const char *why);
enum lang   cli_lang(void); /* of who sits at the terminal */
/* A message (a key of po/) in that language, cut to fit. */
void        cli_say(char why[256], const char *key, Str one, Str two);
/* A small file; false when it cannot be read or is longer than `max`. */
bool        cli_read(struct arena *, Str path, size_t max, Str *out);

int init_main(int argc, char **argv);
int serve_main(int argc, char **argv);
int call_main(int argc, char **argv);
int user_main(int argc, char **argv);
int pack_main(int argc, char **argv);
int schema_main(int argc, char **argv);
int help_main(int argc, char **argv);
int verify_main(int argc, char **argv);
int anchor_main(int argc, char **argv);
int backup_main(int argc, char **argv);
int restore_main(int argc, char **argv);
int simulate_main(int argc, char **argv);
int sweep_main(int argc, char **argv);
int import_main(int argc, char **argv);
int export_main(int argc, char **argv);
int signet_main(int argc, char **argv);

#endif
