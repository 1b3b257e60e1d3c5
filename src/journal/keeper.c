/* journal/keeper.c -- see keeper.h.  Floor 2.
 *
 * Messages are packets of a SOCK_SEQPACKET pair, so their bounds are the
 * kernel's.  Numbers are big-endian.
 *
 *     request  'H'                                    what is the last head?
 *              'S' from:8 size:8 root:32 n:1 n×32     sign this one
 *              'C'                                    whose key signs documents?
 *              'D' n:2 n×32                           sign documents of these digests
 *     answer   enum keeper_answer:1, then, when signed
 *              vkey newline note          (to 'H')
 *              note                       (to 'S')
 *              certificates, DER          (to 'C')
 *              n × (length:2 signature)   (to 'D')
 *
 * The head changes in one place, keep_head: disk first, then memory, and only
 * then may the caller send.  If the disk fails, memory stays with the old head;
 * should the rename have reached the disk all the same, what stands there was
 * never given out, and the next head saved replaces it.
 */
#include "journal/keeper.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "journal/keeper_files.h"

#define FILE_MAX    4096 /* every file of the folder is far smaller */
#define REQUEST_MAX (3 + SIGNET_BATCH_MAX * HASH_SIZE) /* of documents; of a head far less */
#define ANSWER_MAX  (1 + 2 * FILE_MAX)
#define SEALS_MAX   (1 + SIGNET_BATCH_MAX * (2 + CMS_SIGNATURE_MAX)) /* to 'C' and 'D' */

/* On a page of its own that a forked child finds zeroed. */
struct secret_page {
    struct note_secret secret; /* its name is the keeper's origin */
    char               text[FILE_MAX];
};

struct keeper {
    int                 folder; /* locked */
    struct secret_page *page;
    char                origin[NOTE_NAME_MAX + 1], vkey[NOTE_SECRET_MAX], note[FILE_MAX];
    size_t              origin_n, vkey_n, note_n;
    int64_t             size; /* of the last head signed */
    Hash                root;
    const struct signet_options *documents; /* NULL: no documents are signed here */
    struct signet               *signet;    /* NULL: opened when it is next asked for */
};

const char *
keeper_message(enum keeper_answer answer)
{
    static const char *const message[KEEPER_ANSWERS] = {
        [KEEPER_SIGNED] = "The head of the journal is signed.",
        [KEEPER_MALFORMED] = "The keeper does not understand the request.",
        [KEEPER_OTHER_HEAD] = "The keeper has signed another head since; prove from that one.",
        [KEEPER_NOT_GROWN] =
            "The keeper refuses: this journal does not extend the one it signed before.",
        [KEEPER_UNSAVED] = "The keeper could not save the new head, so it did not sign it.",
        [KEEPER_NO_KEY] = "This process does not hold the journal's key.",
        [KEEPER_NO_SIGNET] = "The key that documents are signed with is not at hand.",
    };

    return message[answer];
}

/* -- creating -------------------------------------------------------------------- */

/* The key last: a folder with a key is complete. */
static enum err
files_create(int folder, struct arena *arena, const struct note_secret *secret)
{
    struct checkpoint empty = { .origin = secret->open.name, .size = 0, .root = hash_of(STR_NONE) };
    Str               vkey = note_key_text(arena, &secret->open);
    char              room[NOTE_SECRET_MAX];
    enum err          err;

    if (faccessat(folder, "key", F_OK, AT_SYMLINK_NOFOLLOW) == 0)
        return ERR_CONFLICT;
    TRY(keeper_file_save(folder, "head", 0600,
                         note_seal(arena, checkpoint_text(arena, &empty), secret)));
    TRY(keeper_file_save(folder, "vkey", 0600, str_format(arena, "%.*s\n", STR_ARG(vkey))));
    err = keeper_file_save(folder, "key", 0600, note_secret_text(secret, room));
    sodium_memzero(room, sizeof room);
    return err;
}

enum err
keeper_create(Str path, Str origin)
{
    struct arena      *arena = arena_new();
    struct note_secret secret;
    int                folder;
    enum err           err = note_secret_new(origin, NOTE_LOG, &secret);

    if (err == ERR_OK && mkdir(str_c(arena, path), 0700) != 0 && errno != EEXIST)
        err = ERR_STORE;
    if (err == ERR_OK)
        err = keeper_folder_open(path, &folder);
    if (err == ERR_OK) {
        err = files_create(folder, arena, &secret);
        close(folder);
    }
    note_secret_wipe(&secret);
    arena_free(arena);
    return err == ERR_BUSY ? ERR_CONFLICT : err;
}

/* -- opening -------------------------------------------------------------------- */

static struct secret_page *
page_new(void)
{
    struct secret_page *page = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE,
                                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (page == MAP_FAILED)
        BUG("no memory for the keeper's key");
    if (madvise(page, sizeof *page, MADV_WIPEONFORK) != 0 ||
        madvise(page, sizeof *page, MADV_DONTDUMP) != 0)
        BUG("this kernel cannot keep the key from other processes");
    if (mlock(page, sizeof *page) != 0)
        log_event(LOG_WARN, "keeper.swap", "the key's memory may be swapped out");
    return page;
}

static enum err
key_read(struct keeper *k, const char **why)
{
    Str      text;
    enum err err = keeper_file_read(k->folder, "key", 077, k->page->text, FILE_MAX, &text);

    if (err != ERR_OK) {
        *why = err == ERR_FORBIDDEN ? "The keeper's key can be read by other accounts."
                                    : "The keeper's key cannot be read.";
        return ERR_STORE;
    }
    err = note_secret_parse(text, &k->page->secret);
    if (err == ERR_OK) { /* the name moves out of the text that is wiped */
        k->origin_n = k->page->secret.open.name.n;
        memcpy(k->origin, k->page->secret.open.name.p, k->origin_n);
        k->page->secret.open.name = (Str){ k->origin, k->origin_n };
    }
    sodium_memzero(k->page->text, sizeof k->page->text);
    if (err == ERR_OK)
        return ERR_OK;
    *why = "The keeper's key is damaged.";
    return ERR_STORE;
}

/* The head must carry our own signature: one that was tampered with could have
 * the keeper contradict what it published. */
static enum err
head_read(struct keeper *k, struct arena *arena, const char **why)
{
    struct checkpoint at;
    struct note       note;
    Str               text;

    *why = "The keeper's last signed head is missing or damaged.";
    if (keeper_file_read(k->folder, "head", 0, k->note, FILE_MAX, &text) != ERR_OK ||
        note_parse(arena, text, &note) != ERR_OK || checkpoint_parse(note.text, &at) != ERR_OK ||
        !str_eq(at.origin, k->page->secret.open.name) ||
        note_check(&note, &k->page->secret.open, NULL) != NOTE_SIGNED)
        return ERR_STORE;
    k->note_n = text.n;
    k->size = at.size;
    k->root = at.root;
    return ERR_OK;
}

static enum err
keeper_read(struct keeper *k, const char **why)
{
    struct arena *arena = arena_new();
    enum err      err = key_read(k, why);
    Str           vkey;

    if (err == ERR_OK) {
        vkey = note_key_text(arena, &k->page->secret.open);
        memcpy(k->vkey, vkey.p, vkey.n);
        k->vkey_n = vkey.n;
        err = head_read(k, arena, why);
    }
    arena_free(arena);
    return err;
}

enum err
keeper_open(Str path, struct keeper **out, const char **why)
{
    struct keeper *k;
    int            folder;
    enum err       err = keeper_folder_open(path, &folder);

    if (err != ERR_OK) {
        *why = err == ERR_BUSY ? "Another keeper is at work in this folder."
                               : "The keeper's folder cannot be opened.";
        return ERR_STORE;
    }
    k = mem_alloc(sizeof *k);
    k->folder = folder;
    k->page = page_new();
    err = keeper_read(k, why);
    if (err != ERR_OK) {
        keeper_close(k);
        return err;
    }
    *why = NULL;
    *out = k;
    return ERR_OK;
}

void
keeper_close(struct keeper *k)
{
    if (k == NULL)
        return;
    signet_close(k->signet);
    sodium_memzero(k->page, sizeof *k->page);
    munmap(k->page, sizeof *k->page);
    close(k->folder);
    mem_free(k);
}

void
keeper_harden(void)
{
    struct rlimit none = { 0, 0 };

    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || setrlimit(RLIMIT_CORE, &none) != 0)
        BUG("the keeper cannot be closed to debuggers");
}

/* -- signing -------------------------------------------------------------------- */

struct request {
    int64_t          from, size;
    Hash             root;
    struct tree_path proof;
};

static int64_t
get_i64(const unsigned char *p)
{
    uint64_t v;

    memcpy(&v, p, sizeof v);
    return (int64_t)be64toh(v);
}

static bool
request_parse(const unsigned char *p, size_t n, struct request *out)
{
    const size_t fixed = 8 + 8 + HASH_SIZE + 1;

    if (n < fixed || p[fixed - 1] > TREE_PATH_MAX ||
        n != fixed + (size_t)p[fixed - 1] * HASH_SIZE)
        return false;
    out->from = get_i64(p);
    out->size = get_i64(p + 8);
    memcpy(out->root.b, p + 16, HASH_SIZE);
    out->proof.n = p[fixed - 1];
    memcpy(out->proof.hash, p + fixed, n - fixed);
    return true;
}

static enum keeper_answer
keep_head(struct keeper *k, const struct request *r, Str note)
{
    if (note.n >= sizeof k->note || keeper_file_save(k->folder, "head", 0600, note) != ERR_OK)
        return KEEPER_UNSAVED;
    memcpy(k->note, note.p, note.n);
    k->note_n = note.n;
    k->size = r->size;
    k->root = r->root;
    return KEEPER_SIGNED;
}

static enum keeper_answer
sign(struct keeper *k, struct arena *arena, const struct request *r)
{
    struct checkpoint at = { .size = r->size, .root = r->root };

    if (k->page->secret.open.name.n == 0)
        return KEEPER_NO_KEY;
    if (r->size == k->size && hash_eq(&r->root, &k->root))
        return KEEPER_SIGNED; /* again: the note is there */
    if (r->from != k->size)
        return KEEPER_OTHER_HEAD;
    if (!tree_has_grown(k->size, &k->root, r->size, &r->root, &r->proof))
        return KEEPER_NOT_GROWN;
    at.origin = (Str){ k->origin, k->origin_n };
    return keep_head(k, r, note_seal(arena, checkpoint_text(arena, &at), &k->page->secret));
}

static enum err
answer_send(int fd, enum keeper_answer answer, Str first, Str second)
{
    char   bytes[ANSWER_MAX];
    size_t n = 1 + first.n + second.n;

    bytes[0] = (char)answer;
    if (first.n > 0)
        memcpy(bytes + 1, first.p, first.n);
    if (second.n > 0)
        memcpy(bytes + 1 + first.n, second.p, second.n);
    return send(fd, bytes, n, MSG_NOSIGNAL) == (ssize_t)n ? ERR_OK : ERR_NOT_FOUND;
}

static enum err
answer_sign(struct keeper *k, int fd, const unsigned char *p, size_t n)
{
    struct arena      *arena = arena_new();
    struct request     r;
    enum keeper_answer answer = KEEPER_MALFORMED;

    if (request_parse(p, n, &r))
        answer = sign(k, arena, &r);
    arena_free(arena);
    if (answer == KEEPER_SIGNED)
        return answer_send(fd, answer, (Str){ k->note, k->note_n }, STR_NONE);
    log_event(LOG_WARN, "keeper.refused", "%s (last head: %lld)", keeper_message(answer),
              (long long)k->size);
    return answer_send(fd, answer, STR_NONE, STR_NONE);
}

/* -- documents ------------------------------------------------------------------- */

void
keeper_documents(struct keeper *k, const struct signet_options *documents)
{
    k->documents = documents;
}

/* Opened when first asked for, and again when a token has been away. */
static bool
signet_is_open(struct keeper *k)
{
    const char *why = "no key is named";

    if (k->signet != NULL)
        return true;
    if (k->page->secret.open.name.n == 0) /* a child of the keeper's: no key is for it */
        return false;
    if (k->documents != NULL && signet_open(k->documents, &k->signet, &why) == ERR_OK)
        return true;
    log_event(LOG_WARN, "keeper.signet", "%s", why);
    return false;
}

static enum err
answer_holder(struct keeper *k, int fd)
{
    if (!signet_is_open(k))
        return answer_send(fd, KEEPER_NO_SIGNET, STR_NONE, STR_NONE);
    return answer_send(fd, KEEPER_SIGNED, signet_chain(k->signet), STR_NONE);
}

/* A token that was taken out and put back has a new session: one second try. */
static enum err
sign_documents(struct keeper *k, struct arena *arena, const Hash *digest, int n, Str *out)
{
    for (int tries = 0; tries < 2 && signet_is_open(k); tries++) {
        if (signet_sign(k->signet, arena, digest, n, out) == ERR_OK)
            return ERR_OK;
        signet_close(k->signet);
        k->signet = NULL;
    }
    return ERR_STORE;
}

static Str
signatures(struct arena *arena, const Str *made, int n)
{
    char  *p = arena_alloc_raw(arena, SEALS_MAX);
    size_t at = 0;

    p[at++] = KEEPER_SIGNED;
    for (int i = 0; i < n; i++) {
        p[at++] = (char)(made[i].n >> 8);
        p[at++] = (char)(made[i].n & 0xff);
        memcpy(p + at, made[i].p, made[i].n);
        at += made[i].n;
    }
    return (Str){ p, at };
}

/* How many of them were signed is told to the operator: what each was stands in the
 * journal, entry by entry. */
static enum err
answer_documents(struct keeper *k, int fd, const unsigned char *p, size_t n)
{
    size_t        count = n >= 2 ? (size_t)p[0] << 8 | p[1] : 0;
    struct arena *arena;
    Hash          digest[SIGNET_BATCH_MAX];
    Str           made[SIGNET_BATCH_MAX], answer;
    bool          sent = false;

    if (count == 0 || count > SIGNET_BATCH_MAX || n != 2 + count * HASH_SIZE)
        return answer_send(fd, KEEPER_MALFORMED, STR_NONE, STR_NONE);
    memcpy(digest, p + 2, count * HASH_SIZE);
    arena = arena_new();
    if (sign_documents(k, arena, digest, (int)count, made) != ERR_OK) {
        arena_free(arena);
        return answer_send(fd, KEEPER_NO_SIGNET, STR_NONE, STR_NONE);
    }
    log_event(LOG_INFO, "keeper.documents", "%zu signed", count);
    answer = signatures(arena, made, (int)count);
    sent = send(fd, answer.p, answer.n, MSG_NOSIGNAL) == (ssize_t)answer.n;
    arena_free(arena);
    return sent ? ERR_OK : ERR_NOT_FOUND;
}

/* A packet's true length, cut or not; 0 when the other side is gone, -1 on error. */
static ssize_t
packet_read(int fd, void *room, size_t size)
{
    ssize_t n;

    do
        n = recv(fd, room, size, MSG_TRUNC);
    while (n < 0 && errno == EINTR);
    return n;
}

enum err
keeper_serve(struct keeper *k, int fd)
{
    unsigned char p[REQUEST_MAX];
    ssize_t       n = packet_read(fd, p, sizeof p);

    if (n == 0 || (n < 0 && errno == ECONNRESET))
        return ERR_NOT_FOUND;
    if (n < 0)
        return ERR_STORE;
    if (n == 1 && p[0] == 'H') {
        k->vkey[k->vkey_n] = '\n';
        return answer_send(fd, KEEPER_SIGNED, (Str){ k->vkey, k->vkey_n + 1 },
                           (Str){ k->note, k->note_n });
    }
    if (n == 1 && p[0] == 'C')
        return answer_holder(k, fd);
    if (n <= (ssize_t)sizeof p && p[0] == 'D')
        return answer_documents(k, fd, p + 1, (size_t)n - 1);
    if (n > (ssize_t)sizeof p || p[0] != 'S')
        return answer_send(fd, KEEPER_MALFORMED, STR_NONE, STR_NONE);
    return answer_sign(k, fd, p + 1, (size_t)n - 1);
}

enum err
keeper_run(int fd, Str path, const struct signet_options *documents, const char **why)
{
    struct keeper *k;
    enum err       err;

    keeper_harden();
    TRY(keeper_open(path, &k, why));
    keeper_documents(k, documents);
    do
        err = keeper_serve(k, fd);
    while (err == ERR_OK);
    keeper_close(k);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* -- the server's side ----------------------------------------------------------- */

enum err
keeper_pair(int out_fd[2])
{
    return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, out_fd) == 0 ? ERR_OK : ERR_STORE;
}

/* One request, one answer; the text after the answer's first byte is in the arena. */
static enum err
exchange(int fd, struct arena *arena, const void *request, size_t request_n, size_t answer_max,
         enum keeper_answer *out_answer, Str *out)
{
    char   *p = arena_alloc_raw(arena, answer_max);
    ssize_t n;

    if (send(fd, request, request_n, MSG_NOSIGNAL) != (ssize_t)request_n)
        return ERR_STORE;
    n = packet_read(fd, p, answer_max);
    if (n < 1 || n > (ssize_t)answer_max || p[0] < 0 || p[0] >= KEEPER_ANSWERS)
        return ERR_STORE;
    *out_answer = (enum keeper_answer)p[0];
    *out = (Str){ p + 1, (size_t)n - 1 };
    return ERR_OK;
}

enum err
keeper_ask(int fd, struct arena *arena, struct keeper_head *out)
{
    struct keeper_head head;
    struct note        note;
    enum keeper_answer answer;
    Str                text;

    TRY(exchange(fd, arena, "H", 1, ANSWER_MAX, &answer, &text));
    if (answer != KEEPER_SIGNED || !str_cut(text, '\n', &head.vkey, &head.note) ||
        note_parse(arena, head.note, &note) != ERR_OK ||
        checkpoint_parse(note.text, &head.at) != ERR_OK)
        return ERR_STORE;
    *out = head;
    return ERR_OK;
}

static void
put_i64(unsigned char *p, int64_t v)
{
    uint64_t big = htobe64((uint64_t)v);

    memcpy(p, &big, sizeof big);
}

enum err
keeper_sign(int fd, struct arena *arena, int64_t from, int64_t size, const Hash *root,
            const struct tree_path *proof, enum keeper_answer *out_answer, Str *out_note)
{
    unsigned char p[REQUEST_MAX];
    const size_t  fixed = 1 + 8 + 8 + HASH_SIZE + 1;
    size_t        proof_n = (size_t)proof->n * HASH_SIZE;
    Str           text;

    p[0] = 'S';
    put_i64(p + 1, from);
    put_i64(p + 9, size);
    memcpy(p + 17, root->b, HASH_SIZE);
    p[fixed - 1] = (unsigned char)proof->n;
    memcpy(p + fixed, proof->hash, proof_n);
    TRY(exchange(fd, arena, p, fixed + proof_n, ANSWER_MAX, out_answer, &text));
    if (*out_answer != KEEPER_SIGNED)
        return ERR_CONFLICT;
    *out_note = text;
    return ERR_OK;
}

/* -- the server's side of documents ------------------------------------------------ */

enum err
keeper_holder(int fd, struct arena *arena, Str *out_chain)
{
    enum keeper_answer answer;

    TRY(exchange(fd, arena, "C", 1, ANSWER_MAX, &answer, out_chain));
    return answer == KEEPER_SIGNED ? ERR_OK : ERR_UNKNOWN;
}

/* Exactly n of them, and nothing after. */
static enum err
split_signatures(Str text, int n, Str *out)
{
    for (int i = 0; i < n; i++) {
        size_t length = text.n >= 2 ? (size_t)(unsigned char)text.p[0] << 8 |
                                          (unsigned char)text.p[1]
                                    : 0;

        out[i] = str_sub(text, 2, length);
        if (length == 0 || out[i].n != length)
            return ERR_STORE;
        text = str_sub(text, 2 + length, text.n);
    }
    return text.n == 0 ? ERR_OK : ERR_STORE;
}

enum err
keeper_sign_documents(int fd, struct arena *arena, const Hash *digest, int n, Str *out)
{
    unsigned char     *p = arena_alloc_raw(arena, REQUEST_MAX);
    enum keeper_answer answer;
    Str                text;

    if (n < 1 || n > SIGNET_BATCH_MAX)
        BUG("%d documents for the keeper at once", n);
    p[0] = 'D';
    p[1] = (unsigned char)(n >> 8);
    p[2] = (unsigned char)(n & 0xff);
    memcpy(p + 3, digest, (size_t)n * HASH_SIZE);
    TRY(exchange(fd, arena, p, 3 + (size_t)n * HASH_SIZE, SEALS_MAX, &answer, &text));
    return answer == KEEPER_SIGNED ? split_signatures(text, n, out) : ERR_UNKNOWN;
}
