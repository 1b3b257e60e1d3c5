/* dossier/record.h -- a dossier as it stands, and the one way it changes.
 * Floor 7.
 *
 *            submit
 *              │
 *        1 new ──refuse──> 3 refused
 *              │accept                 ┌────────────┐
 *        2 received ──take──> 4 in work ──sign, deny──> 9 finished ──deliver──> 10 returned
 *              │                 │ ▲ ask/charge
 *              └───ask/charge──> 5 supplement, 6 payment  (the clock stands still)
 *        1 2 4 5 6 ──withdraw──> 7        2 4 ──stop──> 8
 *
 * Invariant: a change is one new row of dossier_version; dossier_now repeats
 * the newest, with what the work list sorts by.  Two changes of one version
 * cannot both be stored: the second breaks the key and is refused.
 */
#ifndef DOSSIER_RECORD_H
#define DOSSIER_RECORD_H

#include "dossier/procedure.h"

enum status {
    STATUS_NEW = 1,
    STATUS_RECEIVED,
    STATUS_REFUSED,
    STATUS_IN_WORK,
    STATUS_SUPPLEMENT,
    STATUS_PAYMENT,
    STATUS_WITHDRAWN,
    STATUS_STOPPED,
    STATUS_FINISHED,
    STATUS_RETURNED
};

enum channel { CHANNEL_DESK = 1, CHANNEL_ONLINE = 2, CHANNEL_POST = 3 };

/* Whom a dossier waits for; closed ones wait for nobody. */
enum waits { WAITS_NOBODY, WAITS_OFFICER, WAITS_PERSON, WAITS_HANDOVER };

/* Every column of dossier_version but `act`, which the store fills in. */
#define DOSSIER_FIELDS(X)                                                                 \
    X(Id, dossier) X(int64_t, version) X(Time, at) X(Str, action) X(Id, actor) \
    X(Id, actor_unit) X(Str, note) X(Str, code) X(Str, procedure)                         \
    X(int64_t, procedure_version) X(int64_t, channel) X(Str, entered_by) X(Id, applicant) \
    X(int64_t, applicant_kind) X(Str, applicant_name) X(Id, received_unit)                \
    X(Id, competent_unit) X(Id, desk) X(int64_t, status) X(Str, step) X(Str, role)        \
    X(Str, back_step) X(Id, assignee) X(Time, filed) X(Time, received) X(Time, due)       \
    X(Time, paused_since) X(int64_t, supplements) X(Time, ended) X(Time, returned)        \
    X(Money, fee) X(Str, fee_state) X(Str, result_hash)

struct dossier {
#define MEMBER(type, name) type name;
    DOSSIER_FIELDS(MEMBER)
#undef MEMBER
    Id act;
};

enum err dossier_find(struct view *, Str code, struct dossier *out) MUST_USE;
/* As it stood at a version of it. */
enum err dossier_at(struct view *, Id, int64_t version, struct dossier *out) MUST_USE;
/* Those of a list of ids as JSON that are there, the newest first. */
enum err dossier_list(struct view *, Str ids, int limit, struct dossier **out, int *out_n) MUST_USE;
/* What waits at a desk for a role, the most pressing first, after (urgency, dossier); or of
 * that what is an officer's own, or what one supports or follows and is open. */
enum whose { WHOSE_ROLE, WHOSE_OWN, WHOSE_SIDE };
struct dossier_place {
    enum whose whose;
    Id         desk, account;
    Str        role;
    enum waits waits;
    Time       urgency;
    Id         after;
};
enum err dossier_wait(struct view *, const struct dossier_place *, int limit, struct dossier **out,
                      int *out_n) MUST_USE;
/* What a unit received after (from, after) and before `before`, in that order. */
enum err dossier_received_by(struct view *, Id unit, Time from, Id after, Time before, int limit,
                             struct dossier **list, int *out_n) MUST_USE;
/* Stores `now` as the next version after `before` (NULL: the first), with the
 * act's time, actor and number filled in, and announces the change. */
enum err dossier_store(struct act *, const struct dossier *before, struct dossier *now) MUST_USE;

enum waits dossier_waits(const struct dossier *);
Time       dossier_urgency(const struct dossier *);
/* Finished or still open after its due moment; the pauses are in `due` already. */
bool dossier_is_late(const struct dossier *, Time now);
bool dossier_is_open(const struct dossier *);
/* Decided, and the answer is no: its result is the written refusal. */
bool dossier_is_denied(const struct dossier *);

/* The second fact that opens a dossier without an account: never stored, made
 * from the directory's secret and the code. */
Str  dossier_secret(struct view *, Str code);
/* The applicant signed in, or someone who holds the secret. */
bool dossier_is_ones_own(struct view *, const struct dossier *, Str secret);

/* What is announced: change.source "dossier", old and new are struct dossier. */
extern const char dossier_source[];

#endif
