/* journal/signer.h -- how rooms have documents signed without knowing the keeper.
 * Floor 2.
 *
 * `cmd` puts one into the world where a keeper runs.  Without one, and while the key is
 * not at hand, whoever needs a signature refuses: an unsigned document never takes the
 * place of a signed one.
 */
#ifndef JOURNAL_SIGNER_H
#define JOURNAL_SIGNER_H

#include "journal/cms.h"
#include "journal/signet.h"

struct document_signer {
    /* Whose key it is now: certificates, as cms_seal takes them. */
    enum err (*holder)(void *context, struct arena *, Str *out_chain);
    /* One exchange with the keeper for up to SIGNET_BATCH_MAX documents.  From any thread. */
    enum err (*sign)(void *context, struct arena *, const Hash *documents, int n, Str *out);
    void *context;
};

#endif
