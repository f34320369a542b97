"""Prints each path that the account of a process could write to, in the file system as that process sees it.

usage: writable.py PID     (as root; reads nothing, writes nothing)
"""
import ctypes
import os
import stat
import sys

pid = sys.argv[1]
with open(f"/proc/{pid}/status") as file:
    status = dict(line.rstrip("\n").split(":", 1) for line in file)
uid, gid = int(status["Uid"].split()[0]), int(status["Gid"].split()[0])
groups = [int(group) for group in status["Groups"].split()]

libc = ctypes.CDLL(None, use_errno=True)
namespace = os.open(f"/proc/{pid}/ns/mnt", os.O_RDONLY)
if libc.setns(namespace, 0):
    raise OSError(ctypes.get_errno(), "setns")
os.chdir("/")
os.setgroups(groups)
os.setresgid(gid, gid, gid)
os.setresuid(uid, uid, uid)

for folder, folders, files in os.walk("/", onerror=lambda _: None):
    # What a process sees of itself and of the kernel is no place to keep anything.
    if folder == "/":
        folders[:] = [name for name in folders if name not in ("proc", "sys")]
    if os.access(folder, os.W_OK | os.X_OK):
        print(folder)
    for name in files:
        path = os.path.join(folder, name)
        try:
            kind = os.lstat(path).st_mode
        except OSError:
            continue
        if stat.S_ISREG(kind) and os.access(path, os.W_OK):
            print(path)
