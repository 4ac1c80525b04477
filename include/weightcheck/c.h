/* SPDX-License-Identifier: Apache-2.0
 *
 * The C API of weightcheck, for programs that are not C++. One call is one `weightcheck verify MODEL --format json`:
 * the same request, the same report, the same exit code. Nothing is printed, no socket is opened, no signal handler is
 * set, and no exception leaves the library. Every function may be called from several threads at once.
 *
 * Within one SONAME functions are added, never changed, and weightcheck_options grows at its end only.
 */
#ifndef WEIGHTCHECK_C_H
#define WEIGHTCHECK_C_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What weightcheck_verify() returns: the exit codes of the program. */
enum {
  WEIGHTCHECK_VERIFIED = 0,
  WEIGHTCHECK_DIFFERS = 1,    /* something differs, or a finding reaches fail_on */
  WEIGHTCHECK_USAGE = 2,      /* the call makes no sense: no such model, a short commit id, ... */
  WEIGHTCHECK_UNFINISHED = 3, /* a read error, a file that changed while it was read, no memory */
  WEIGHTCHECK_UNTRUSTED = 4,  /* nothing trustworthy to verify against; manifest, proof or policy rejected */
  WEIGHTCHECK_INTERRUPTED = 130
};

/* A way to end a call of weightcheck_verify() from another thread. Made once, used for any number of calls; once
 * requested it stays so. It must outlive the calls it was given to. NULL where there is no memory. */
typedef struct weightcheck_stop weightcheck_stop;
weightcheck_stop* weightcheck_stop_new(void);
void weightcheck_stop_request(weightcheck_stop* stop);
void weightcheck_stop_free(weightcheck_stop* stop); /* NULL is fine */

/* What may be said beside the model's path; the options of `weightcheck verify` by the same names. Set everything to
 * zero, then `size` to sizeof(weightcheck_options), then what is wanted. Strings are paths or words as bytes; NULL is
 * "not given", and "" is a usage error, so that an unset variable never stands for "no pin". */
typedef struct weightcheck_options {
  size_t size;
  const char* manifest;
  const char* proof;
  const char* commit;
  const char* upstream;
  const char* policy;  /* NULL: what the environment variable WEIGHTCHECK_POLICY names, if anything */
  const char* fail_on; /* "error" or "warning" */
  const char* license_facts;
  const char* const* base_proofs; /* ends with NULL; NULL for none */
  const char* const* bases;       /* directories; the same */
  int strict;                     /* not 0: warnings fail the run, and the pin must come from outside the model */
  int fail_fast;                  /* not 0: stop at the first finding that fails the run */
  unsigned threads;               /* 0: as many as this process may use */
  weightcheck_stop* stop;
  /* From here on since 0.2. NULL, or what is told of each thing that the run does while it works, as a line of
   * `weightcheck verify --log-file` without its time: one JSON object, which is gone after the call. Calls come from
   * any thread, also at once; they may not throw. */
  void (*on_event)(const char* json, void* context);
  void* event_context;
} weightcheck_options;

/* Verifies the model. `options` may be NULL. Where a run came to a report, *report is that report as JSON, ended by a
 * zero byte, and *error is NULL; otherwise *report is NULL, *error is one line that says why (or NULL where memory ran
 * out), and the result is USAGE, UNFINISHED or UNTRUSTED. Both are given back with weightcheck_free(). `error` may be
 * NULL for who does not want it; `report` may not. Only the result 0 means verified. */
int weightcheck_verify(const char* model, const weightcheck_options* options, char** report, char** error);

/* Gives back what weightcheck_verify() made; NULL is fine. */
void weightcheck_free(char* text);

/* "0.2.0". Not to be freed. */
const char* weightcheck_version(void);

#ifdef __cplusplus
}
#endif

#endif
