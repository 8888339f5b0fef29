"""A disk whose every flush takes 5 ms: a shim for LD_PRELOAD, compiled when it is needed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

FLUSH_MS = 5
_SOURCE = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>
static void nap(void) { struct timespec t = {0, %d * 1000000L}; nanosleep(&t, 0); }
int fsync(int fd) {
    static int (*real)(int); if (!real) real = dlsym(RTLD_NEXT, "fsync");
    nap(); return real(fd);
}
int fdatasync(int fd) {
    static int (*real)(int); if (!real) real = dlsym(RTLD_NEXT, "fdatasync");
    nap(); return real(fd);
}
"""


def shim(folder: Path) -> dict[str, str] | None:
    """The environment under which a process has the slow disk; None without a C compiler."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        return None
    source, library = folder / "slow.c", folder / "slow.so"
    source.write_text(_SOURCE % FLUSH_MS)
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"], check=True
    )
    return {**os.environ, "LD_PRELOAD": str(library)}
