/* cmd/mailer.h -- notices leave by e-mail.  Floor 13.
 *
 * tinhso.json: "mail": {"server": "smtps://mail.example:465", "from": "…@…", "user": "…",
 * "password_file": "PATH", "ca_file": "PATH"}; the last three may be missing, and without
 * "mail" nothing is sent.  It is not part of a backup: a copy that is restored to look at
 * writes to nobody.
 */
#ifndef CMD_MAILER_H
#define CMD_MAILER_H

#include "base/json.h"
#include "web/smtp.h"

struct house;
struct mailer;

struct mail_settings {
    struct smtp_server server; /* without its password */
    Str                password_file;
};

/* `says` may be NULL: no e-mail.  ERR_INVALID with *why. */
enum err mail_read(const struct json *says, struct mail_settings *out, char why[256]) MUST_USE;
void     mail_put(struct arena *, const struct mail_settings *, struct json *to);

/* *out is NULL where no e-mail is sent.  ERR_NOT_FOUND, with *why, when the password cannot be
 * read.  The settings live as long as the mailer. */
enum err mailer_start(struct house *, const struct mail_settings *, struct mailer **out,
                      char why[256]) MUST_USE;
void     mailer_stop(struct mailer *); /* NULL: nothing */

#endif
