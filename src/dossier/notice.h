/* dossier/notice.h -- what a person is told of a dossier of theirs: in the inbox, and by
 * e-mail.  Floor 7.
 *
 *   change of a dossier ─▶ notice_heard: a row of `notice`, in the same act
 *                            ├─▶ notice.mine                        the inbox
 *                            └─▶ notice.waiting ─ SMTP ─▶ notice.mailed
 *
 * A pack's notices.json says which actions are told and in what words.  It is read by who
 * reads the notice, so the words hold no answer of a form, no name and no note of an officer:
 * an e-mail passes through many hands.
 */
#ifndef DOSSIER_NOTICE_H
#define DOSSIER_NOTICE_H

#include "dossier/record.h"

/* A notice of the store, as much as its words need. */
struct notice {
    Str  action, code;
    Time due;  /* of the dossier at that version; when the appointment is */
    Id   unit; /* that decides */
    Time at;
};

/* Keeps a notice of an appointment or a complaint, in the act that changed it; nothing where no
 * pack tells of this action. */
struct notice_of {
    Id      what, person; /* the appointment, or the dossier with the step as version */
    int64_t version;
    Str     action;
};
enum err notice_keep(struct act *, const struct notice_of *) MUST_USE;
/* Where what it is about is read: "/ho-so/CODE", "/hen/CODE". */
bool notice_is_of_appointment(Str action);
Str  notice_address(struct arena *, const struct notice *);

/* unseen_words? of whoever asks. */
enum err inbox_put_count(struct view *, struct json *out) MUST_USE;

/* {code}, {due} and {unit} filled in, in the language of the view; for e-mails of any.
 * Texts are empty when no pack tells of this action any more. */
struct notice_words {
    Str subject, text;
};
enum err notice_say(struct view *, enum lang, const struct notice *, struct notice_words *out)
    MUST_USE;

extern const struct query   notice_mine, notice_waiting;
extern const struct command notice_seen, notice_mailed;
extern const struct pack_section section_notices;

#endif
