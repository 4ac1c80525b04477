/* SPDX-License-Identifier: Apache-2.0
 * A gate in somebody's C, which pins what it verifies. */
#include <stdio.h>
#include <string.h>
#include <weightcheck/c.h>

int main(int argc, char** argv) {
  weightcheck_options options;
  char *report, *error;
  int exit_code;
  memset(&options, 0, sizeof options);
  options.size = sizeof options;
  options.strict = 1;
  options.commit = argc > 2 ? argv[2] : NULL;
  exit_code = weightcheck_verify(argc > 1 ? argv[1] : NULL, &options, &report, &error);
  printf("weightcheck %s: exit code %d\n%s", weightcheck_version(), exit_code, report != NULL ? report : "");
  if (error != NULL) fprintf(stderr, "gate: %s\n", error);
  weightcheck_free(report);
  weightcheck_free(error);
  return exit_code;
}
