/* web/http_limits.h -- how big and how slow a client may be, in one place.
 * Floor 11.
 *
 * Everything that enters has a ceiling here, which is why an arena never needs
 * to say no.  Sizes are bytes, times are base/time.h's microseconds.
 */
#ifndef WEB_HTTP_LIMITS_H
#define WEB_HTTP_LIMITS_H

#include "base/time.h"

/* The head of a request: request line and header lines, with their line ends. */
#define HTTP_TARGET_MAX 8000  /* a longer one is answered 414 */
#define HTTP_LINE_MAX   8192  /* one line of the head; 431 */
#define HTTP_HEAD_MAX   16384 /* the whole head; 431 */
#define HTTP_HEADERS_MAX 100  /* 431 */
#define HTTP_METHOD_MAX 16
#define HTTP_HOST_MAX   255

/* Names and values of a query or a form. */
#define HTTP_PAIRS_MAX  2000

/* A chunk's size line: hexadecimal digits alone, no extension. */
#define HTTP_CHUNK_DIGITS_MAX 8

/* multipart/form-data */
#define MULTIPART_BOUNDARY_MAX 70 /* RFC 2046 */
#define MULTIPART_HEAD_MAX     4096 /* the header lines of one part */
#define MULTIPART_PARTS_MAX    500
#define MULTIPART_FIELD_MAX    ((size_t)1024 * 1024) /* all fields that are not files */
#define MULTIPART_NAME_MAX     255

/* The head of an answer, Set-Cookie and policies included. */
#define HTTP_ANSWER_HEAD_MAX ((size_t)32 * 1024)

/* Patience.  A body, or an answer being read, gets GRACE and then as long as
 * its bytes need at RATE_MIN: slower clients are let go. */
#define HTTP_HEAD_TIME  (10 * TIME_SECOND)
#define HTTP_IDLE_TIME  (75 * TIME_SECOND) /* longer than nginx keeps its end */
#define HTTP_GRACE_TIME (20 * TIME_SECOND)
#define HTTP_RATE_MIN   2048               /* bytes a second */
#define HTTP_LINGER_TIME (2 * TIME_SECOND) /* reading what a refused client still sends */
#define HTTP_LINGER_MAX ((size_t)1024 * 1024)

/* Seconds a client refused for being one too many is told to wait. */
#define HTTP_RETRY_AFTER 2

#endif
