# SPDX-License-Identifier: Apache-2.0
"""Reading what strace wrote."""
import re


def whole_calls(lines):
    """The lines of a trace; a call that was interrupted by another thread's is put together again, where it ended."""
    begun = {}
    for line in lines:
        thread = line.partition(" ")[0]
        if line.endswith(" <unfinished ...>"):
            begun[thread] = line.removesuffix(" <unfinished ...>")
        elif resumed := re.match(r"\d+ +<\.\.\. \w+ resumed>(.*)$", line):
            yield begun.pop(thread) + resumed[1]
        else:
            yield line
    yield from begun.values()
