/* dossier/sign.h -- how many results are signed together at most.  Private to the room.
 * Floor 7. */
#ifndef DOSSIER_SIGN_H
#define DOSSIER_SIGN_H

#define SIGN_MANY_MAX 100

#endif
