/* registry/read_xml.c -- see read_xml.h.  Floor 6. */
#include "registry/read_xml.h"

#include <expat.h>

#include "base/lang.h"

#define PIECE   16384
#define TAG_MAX ((int64_t)1 << 20)

struct read_xml {
    struct read_source *source;
    struct read_xml_to  to;
    XML_Parser          parser;
    int64_t             fed;
    bool                paused, last, refused;
};

static const char *
bare(const char *name)
{
    const char *colon = strrchr(name, ':');

    return colon != NULL ? colon + 1 : name;
}

static void
on_begin(void *user, const char *name, const char **attributes)
{
    struct read_xml *x = user;

    x->to.begin(x->to.context, bare(name), attributes);
}

static void
on_end(void *user, const char *name)
{
    struct read_xml *x = user;

    x->to.end(x->to.context, bare(name));
}

static void
on_text(void *user, const char *p, int n)
{
    struct read_xml *x = user;

    x->to.text(x->to.context, (Str){ p, (size_t)n });
}

static void
on_doctype(void *user, const char *name, const char *system, const char *public, int internal)
{
    struct read_xml *x = user;

    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    x->refused = true;
    XML_StopParser(x->parser, XML_FALSE);
}

static void
xml_close(void *what)
{
    XML_ParserFree(((struct read_xml *)what)->parser);
}

struct read_xml *
read_xml_new(struct arena *arena, struct read_source *source, const struct read_xml_to *to)
{
    struct read_xml *x = arena_make(arena, struct read_xml);

    x->source = source;
    x->to = *to;
    x->parser = XML_ParserCreate(NULL);
    if (x->parser == NULL)
        BUG("out of memory for XML");
    arena_defer(arena, xml_close, x);
    XML_SetUserData(x->parser, x);
    XML_SetElementHandler(x->parser, on_begin, on_end);
    XML_SetCharacterDataHandler(x->parser, on_text);
    XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
    return x;
}

static enum err
feed(struct read_xml *x, enum XML_Status *status, const char **why)
{
    void    *room = XML_GetBuffer(x->parser, PIECE);
    size_t   got = 0;
    enum err err;

    if (room == NULL)
        BUG("out of memory for XML");
    err = read_source_read(x->source, room, PIECE, &got);
    if (err != ERR_OK) {
        *why = read_source_why(x->source);
        return err;
    }
    x->fed += (int64_t)got;
    x->last = got == 0;
    *status = XML_ParseBuffer(x->parser, (int)got, x->last);
    return ERR_OK;
}

/* Bytes fed of a tag that has not ended. */
static int64_t
pending(const struct read_xml *x)
{
    int64_t at = (int64_t)XML_GetCurrentByteIndex(x->parser);

    return at < 0 ? 0 : x->fed - at;
}

enum err
read_xml_go(struct read_xml *x, bool *done, const char **why)
{
    enum XML_Status status = XML_STATUS_OK;
    bool            was_paused = x->paused;

    x->paused = false;
    if (was_paused)
        status = XML_ResumeParser(x->parser);
    for (;;) {
        if (status == XML_STATUS_ERROR ||
            (status == XML_STATUS_OK && pending(x) > TAG_MAX)) {
            *why = x->refused ? MSG("the workbook holds XML that no spreadsheet program writes")
                              : MSG("the workbook is damaged: its XML cannot be read");
            return ERR_MALFORMED;
        }
        *done = status == XML_STATUS_OK && x->last;
        if (*done || status == XML_STATUS_SUSPENDED)
            return ERR_OK;
        TRY(feed(x, &status, why));
    }
}

void
read_xml_pause(struct read_xml *x)
{
    if (!x->paused) {
        x->paused = true;
        XML_StopParser(x->parser, XML_TRUE);
    }
}

const char *
read_xml_get(const char **attributes, const char *name)
{
    for (; attributes[0] != NULL; attributes += 2)
        if (str_eq(str_of(bare(attributes[0])), str_of(name)))
            return attributes[1];
    return NULL;
}
