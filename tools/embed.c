/* tools/embed.c -- files into a C table, at build.
 *
 *     embed DIR OUT.c
 *
 * DIR/MANIFEST lists name, type, bytes and digest, tab between, ascending by
 * name; beside DIR/NAME may lie NAME.gz and NAME.br.  OUT.c defines asset_table
 * (web/asset.h).  Bytes are written as string literals, which compilers read
 * much faster than lists of numbers. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILES_MAX 1000
#define PATH_SIZE 4096

struct file {
    unsigned char *bytes;
    size_t         n;
};

static void
die(const char *what, const char *which)
{
    fprintf(stderr, "embed: %s: %s\n", which, what);
    exit(1);
}

/* An absent file is an empty one: not every asset is smaller compressed. */
static struct file
read_file(const char *dir, const char *name, const char *end)
{
    char        path[PATH_SIZE];
    struct file f = { NULL, 0 };
    FILE       *in;
    long        size;

    if ((size_t)snprintf(path, sizeof path, "%s/%s%s", dir, name, end) >= sizeof path)
        die("the path is too long", name);
    in = fopen(path, "rb");
    if (in == NULL)
        return f;
    if (fseek(in, 0, SEEK_END) != 0 || (size = ftell(in)) < 0 || fseek(in, 0, SEEK_SET) != 0)
        die(strerror(errno), path);
    f.bytes = malloc((size_t)size + 1);
    if (f.bytes == NULL)
        die("out of memory", path);
    f.n = fread(f.bytes, 1, (size_t)size, in);
    if (f.n != (size_t)size)
        die("could not be read whole", path);
    fclose(in);
    return f;
}

/* '?' is escaped for the sake of trigraphs; octal always has three digits, so
 * that a digit behind it is not taken for a part. */
static void
write_literal(FILE *out, const unsigned char *p, size_t n)
{
    fputs("    \"", out);
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && i % 64 == 0)
            fputs("\"\n    \"", out);
        if (p[i] >= 0x20 && p[i] < 0x7f && p[i] != '"' && p[i] != '\\' && p[i] != '?')
            fputc(p[i], out);
        else
            fprintf(out, "\\%03o", p[i]);
    }
    fputs("\"", out);
}

static size_t
write_bytes(FILE *out, const char *dir, const char *name, const char *end, int index)
{
    struct file f = read_file(dir, name, end);

    if (f.n > 0) {
        fprintf(out, "static const char bytes_%d_%s[] =\n", index, end[0] ? end + 1 : "plain");
        write_literal(out, f.bytes, f.n);
        fputs(";\n", out);
    }
    free(f.bytes);
    return f.n;
}

static void
write_text(FILE *out, const char *text)
{
    fputs("        {", out);
    write_literal(out, (const unsigned char *)text, strlen(text));
    fprintf(out, ", %zu },\n", strlen(text));
}

static void
write_form(FILE *out, int index, const char *form, size_t n)
{
    if (n > 0)
        fprintf(out, "        { bytes_%d_%s, %zu },\n", index, form, n);
    else
        fputs("        { 0, 0 },\n", out);
}

struct row {
    char   name[256], type[128], digest[32];
    size_t plain, gzip, brotli;
};

static void
write_row(FILE *out, const struct row *r, int index)
{
    char url[512];

    if ((size_t)snprintf(url, sizeof url, "/assets/%s?v=%s", r->name, r->digest) >= sizeof url)
        die("the name is too long", r->name);
    fputs("    {\n", out);
    write_text(out, r->name);
    write_text(out, r->type);
    write_text(out, url);
    write_text(out, r->digest);
    write_form(out, index, "plain", r->plain);
    write_form(out, index, "gz", r->gzip);
    write_form(out, index, "br", r->brotli);
    fputs("    },\n", out);
}

/* A line "name TAB type TAB bytes TAB digest". */
static int
read_row(FILE *manifest, struct row *r)
{
    char  line[1024], *field[4], *at = line;
    int   n = 0;

    if (fgets(line, sizeof line, manifest) == NULL)
        return 0;
    line[strcspn(line, "\n")] = '\0';
    for (; n < 4 && at != NULL; n++) {
        field[n] = at;
        at = strchr(at, '\t');
        if (at != NULL)
            *at++ = '\0';
    }
    if (n != 4 || strlen(field[0]) >= sizeof r->name || strlen(field[1]) >= sizeof r->type ||
        strlen(field[3]) >= sizeof r->digest)
        die("a line is not name, type, bytes, digest", "MANIFEST");
    memcpy(r->name, field[0], strlen(field[0]) + 1);
    memcpy(r->type, field[1], strlen(field[1]) + 1);
    memcpy(r->digest, field[3], strlen(field[3]) + 1);
    return 1;
}

int
main(int argc, char **argv)
{
    static struct row row[FILES_MAX];
    char              path[PATH_SIZE];
    FILE             *manifest, *out;
    int               count = 0;

    if (argc != 3)
        die("embed DIR OUT.c", "usage");
    if ((size_t)snprintf(path, sizeof path, "%s/MANIFEST", argv[1]) >= sizeof path)
        die("the path is too long", argv[1]);
    manifest = fopen(path, "r");
    out = fopen(argv[2], "w");
    if (manifest == NULL || out == NULL)
        die(strerror(errno), manifest == NULL ? path : argv[2]);
    fputs("/* Made by tools/embed.c. */\n#include \"web/asset.h\"\n", out);
    while (count < FILES_MAX && read_row(manifest, &row[count])) {
        struct row *r = &row[count];

        if (count > 0 && strcmp(row[count - 1].name, r->name) >= 0)
            die("names do not ascend", r->name);
        r->plain = write_bytes(out, argv[1], r->name, "", count);
        r->gzip = write_bytes(out, argv[1], r->name, ".gz", count);
        r->brotli = write_bytes(out, argv[1], r->name, ".br", count);
        if (r->plain == 0)
            die("is missing or empty", r->name);
        count++;
    }
    fputs("const struct asset asset_table[] = {\n", out);
    for (int i = 0; i < count; i++)
        write_row(out, &row[i], i);
    fputs("    { { 0, 0 }, { 0, 0 }, { 0, 0 }, { 0, 0 }, { 0, 0 }, { 0, 0 }, { 0, 0 } },\n};\n",
          out);
    fprintf(out, "const size_t asset_table_count = %d;\n", count);
    return fclose(out) == 0 ? 0 : 1;
}
