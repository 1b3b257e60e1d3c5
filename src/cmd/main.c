/* cmd/main.c -- the command line.  Floor 13. */
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "cmd/clocks.h"
#include "cmd/command.h"

static const struct cli commands[] = {
    { "init",
      "init DIR [--store sqlite:PATH|postgresql:URL] [--pack PATH]… "
      "[--province CODE] [--simulated] [--without-data]",
      "make a province's folder", init_main },
    { "serve", "serve DIR [--listen HOST:PORT] [--clock TIME] [--dev]", "serve it", serve_main },
    { "call", "call DIR NAME [JSON|-] [--as ACCOUNT]", "one command or query", call_main },
    { "user", "user add DIR ACCOUNT --name NAME [--role ROLE --unit CODE]", "accounts, by hand",
      user_main },
    { "pack", "pack check PATH | pack load DIR PATH", "check or load a pack", pack_main },
    { "verify", "verify DIR [RECEIPT-FILE]", "recompute everything, or check a receipt",
      verify_main },
    { "anchor", "anchor ask DIR FOLDER | anchor keep DIR FOLDER CA-FILE",
      "have the journal time-stamped (RFC 3161)", anchor_main },
    { "backup", "backup DIR FILE", "copy it into one file, while it runs", backup_main },
    { "restore", "restore FILE DIR [--store sqlite:PATH|postgresql:URL] [--head FILE]",
      "make a folder of such a copy", restore_main },
    { "import",
      "import DIR REGISTRY FILE [--sample] [--dry] [--begin] [--mapping JSON] [--format F] "
      "[--encoding E] [--delimiter C] [--decimal C] [--sheet NAME] [--header N] [--as ACCOUNT]",
      "load a file into a registry", import_main },
    { "export",
      "export DIR REGISTRY [--format csv|xlsx|ndjson|geojson] [--out FILE] [--as ACCOUNT]",
      "a registry as a file", export_main },
    { "sweep", "sweep DIR", "take away files that nothing names", sweep_main },
    { "signet", "signet DIR [--key FILE --certificate FILE]",
      "whose key signs results; put an authority's in its place", signet_main },
    { "simulate", "simulate DIR --from DAY --to DAY --dossiers N --seed S", "invented dossiers",
      simulate_main },
    { "schema", "schema DIR", "print the machine interface (OpenAPI 3.1)", schema_main },
    { "help", "help [COMMAND]", "this text", help_main },
};
#define N_COMMANDS (sizeof commands / sizeof commands[0])

int
help_main(int argc, char **argv)
{
    for (size_t i = 0; i < N_COMMANDS; i++)
        if (argc < 2 || strcmp(argv[1], commands[i].name) == 0)
            printf("  tinhso %-72s %s\n", commands[i].usage, commands[i].help);
    return EXIT_DONE;
}

int
main(int argc, char **argv)
{
    setlocale(LC_ALL, "C.UTF-8"); /* whatever the machine's: our words are in po/ */
    umask(077); /* whatever we make is its owner's: records, secrets, sockets, papers */
    log_start(&wall_clock, LOG_INFO);
    for (size_t i = 0; argc > 1 && i < N_COMMANDS; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    fprintf(stderr, "tinhso: the province in one program\n");
    help_main(0, NULL);
    return EXIT_USAGE;
}
