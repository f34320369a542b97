"""Stands in for the system's log: writes each datagram of a socket to a file, a line each.

usage: syslog.py SOCKET FILE
"""
import socket
import sys

path, out = sys.argv[1:]
with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log, open(out, "ab", buffering=0) as file:
    log.bind(path)
    while True:
        file.write(log.recv(1 << 20).rstrip(b"\n") + b"\n")
