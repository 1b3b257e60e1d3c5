/* cmd/user.c -- accounts from the command line: the first administrator, the
 * demo's people.  What must be shown once is printed.  Floor 13. */
#include <stdio.h>

#include "base/json.h"
#include "cmd/cli_call.h"
#include "cmd/command.h"

struct adding {
    struct arena *arena;
    struct dir    dir;
    Str           account, name, role, unit, number;
};

static int
create(struct adding *a, Str *out)
{
    struct json *input = json_object(a->arena);

    json_put_text(a->arena, input, "account", a->account);
    json_put_text(a->arena, input, "name", a->name);
    if (a->unit.n > 0)
        json_put_text(a->arena, input, "unit", a->unit);
    if (a->number.n > 0)
        json_put_text(a->arena, input, "personal_number", a->number);
    if (a->role.n > 0)
        json_put_bool(a->arena, input, "second_factor", true);
    return cli_call(a->arena, &a->dir, S("account.create"), json_string(a->arena, input), NULL,
                    out);
}

static int
give_position(struct adding *a)
{
    struct json *input = json_object(a->arena);
    Str          answer;

    json_put_text(a->arena, input, "account", a->account);
    json_put_text(a->arena, input, "role", a->role);
    json_put_text(a->arena, input, "unit", a->unit);
    return cli_call(a->arena, &a->dir, S("position.give"), json_string(a->arena, input), NULL,
                    &answer);
}

static int
add(struct adding *a)
{
    struct json *answer;
    Str          text;
    int          code = create(a, &text);

    if (code == EXIT_DONE && a->role.n > 0)
        code = give_position(a);
    if (code != EXIT_DONE)
        return code;
    if (json_parse(a->arena, text, &answer, NULL) == ERR_OK) {
        const struct json *fresh = json_get(answer, "fresh");
        Str                password = json_text(fresh, "password");
        Str                totp = json_text(fresh, "totp_secret");

        printf("%.*s\t%.*s\t%.*s\n", STR_ARG(a->account), STR_ARG(password), STR_ARG(totp));
    }
    return EXIT_DONE;
}

int
user_main(int argc, char **argv)
{
    static const char usage[] =
        "user add DIR ACCOUNT --name NAME [--role ROLE --unit CODE] [--number PERSONAL-NUMBER]";
    const char       *name = cli_option(&argc, argv, "--name");
    const char       *role = cli_option(&argc, argv, "--role");
    const char       *unit = cli_option(&argc, argv, "--unit");
    const char       *number = cli_option(&argc, argv, "--number");
    struct adding     a;
    char              why[256] = "";
    int               code;

    if (!cli_arguments(argc, argv, 3, 3, usage) || strcmp(argv[1], "add") != 0 || name == NULL) {
        fprintf(stderr, "usage: tinhso %s\nprints: account, first password, authenticator secret\n",
                usage);
        return EXIT_USAGE;
    }
    a = (struct adding){ .arena = arena_new(), .account = str_of(argv[3]), .name = str_of(name),
                         .role = str_of(role), .unit = str_of(unit), .number = str_of(number) };
    code = dir_open(a.arena, str_of(argv[2]), &a.dir, why) == ERR_OK ? add(&a)
                                                                     : cli_fail(ERR_STORE, why);
    arena_free(a.arena);
    return code;
}
