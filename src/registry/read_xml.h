/* registry/read_xml.h -- XML of a workbook, fed from an entry of its zip.  Private to the
 * room.  Floor 6.
 *
 * expat reads; names come without their prefix.  A document type is refused (nothing that
 * writes workbooks has one, and entities are how XML is made to explode), and so is a tag
 * of more than a megabyte. */
#ifndef REGISTRY_READ_XML_H
#define REGISTRY_READ_XML_H

#include "registry/read_source.h"

struct read_xml;
struct read_xml_to {
    void (*begin)(void *context, const char *name, const char **attributes);
    void (*end)(void *context, const char *name);
    void (*text)(void *context, Str bytes);
    void *context;
};

/* `to` is kept. */
struct read_xml *read_xml_new(struct arena *, struct read_source *, const struct read_xml_to *);
/* Until read_xml_pause or the end (*done).  ERR_MALFORMED: no XML, with *why; else as
 * read_source_read. */
enum err read_xml_go(struct read_xml *, bool *done, const char **why) MUST_USE;
void     read_xml_pause(struct read_xml *); /* from within begin, end */
/* NULL when absent; a name without its prefix. */
const char *read_xml_get(const char **attributes, const char *name);

#endif
