#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A hub on loopback: scripted answers, and git repositories by git's own http-backend.

Prints the port it chose as its first line and serves until it is killed. Every request is written to --log as it came, before it is
answered, so that a test sees what a host was told.

--routes FILE is JSON: {"/path?query": {"status": 200, "headers": {"Name": "value"}, "body": "text", "file": "path", "behaviour": "..."}}.
Behaviours: "endless" (a body without end), "cut" (the connection dies half-way through the announced body), "stall" (no answer until the
client goes), "headers" (headers without end), "late" (the answer after a second), "silent" (the headers, and no body), "drip" and
"drip-headers" (a byte of the body, or of a header, a second).
--git-root DIR serves DIR/NAME for /NAME/info/refs and /NAME/git-upload-pack; NAME may hold slashes and end in .git.
--tunnel PORT makes it a proxy: whatever host CONNECT names, the bytes go to that port of loopback.
--token T answers 401 to git requests without "Authorization: Basic base64(anything:T)".
"""
import argparse
import base64
import http.server
import json
import os
import select
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.parse


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_GET(self):
        self.note()
        route = self.server.routes.get(self.path)
        if route is not None:
            self.answer(route)
        elif self.git_service():
            self.git(b"")
        else:
            self.answer({"status": 404, "body": '{"error":"Not Found"}'})

    def do_POST(self):
        self.note()
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        route = self.server.routes.get(self.path)
        if route is not None:
            self.answer(route)
        elif self.git_service():
            self.git(body)
        else:
            self.answer({"status": 405})

    def do_CONNECT(self):
        self.note()
        self.close_connection = True
        with socket.create_connection(("127.0.0.1", self.server.tunnel)) as target:
            self.send_response(200)
            self.end_headers()
            while True:
                readable, _, _ = select.select([self.connection, target], [], [], 60)
                for source in readable:
                    data = source.recv(65536)
                    if not data:
                        return
                    (target if source is self.connection else self.connection).sendall(data)
                if not readable:
                    return

    def note(self):
        with self.server.log_lock, open(self.server.log, "ab") as log:
            log.write(f"{self.command} {self.path}\n{self.headers}".encode())

    def answer(self, route):
        body = route.get("body", "").encode()
        if "file" in route:
            with open(route["file"], "rb") as file:
                body = file.read()
        behaviour = route.get("behaviour", "")
        if behaviour == "stall":
            self.rfile.read(1)
            return
        if behaviour == "late":
            time.sleep(1)
        self.close_connection = True
        self.send_response(route.get("status", 200))
        for name, value in route.get("headers", {}).items():
            self.send_header(name, value)
        self.send_header("Connection", "close")
        if behaviour == "endless":
            self.end_headers()
            while True:
                self.wfile.write(b" " * 65536)
        if behaviour == "headers":
            while True:
                self.send_header("X-More", "x" * 1000)
                self.flush_headers()
        if behaviour == "drip-headers":
            self.flush_headers()
            self.drip(b"X-More: " + b"x" * 100)
        self.send_header("Content-Length", str(len(body) * (2 if behaviour == "cut" else 1)))
        self.end_headers()
        if behaviour == "silent":
            self.rfile.read(1)
        elif behaviour == "drip":
            self.drip(body)
        else:
            self.wfile.write(body)

    def drip(self, content):
        for byte in content:
            self.wfile.write(bytes([byte]))
            time.sleep(1)

    def git_service(self):
        path = urllib.parse.urlsplit(self.path).path
        return self.server.git_root and path.endswith(("/info/refs", "/git-upload-pack"))

    def is_allowed(self):
        if not self.server.token:
            return True
        kind, _, value = self.headers.get("Authorization", "").partition(" ")
        try:
            return kind == "Basic" and base64.b64decode(value).decode().partition(":")[2] == self.server.token
        except ValueError:
            return False

    def git(self, body):
        if not self.is_allowed():
            self.answer({"status": 401, "headers": {"WWW-Authenticate": 'Basic realm="hub"'}, "body": "Repository not found"})
            return
        url = urllib.parse.urlsplit(self.path)
        environment = {
            "PATH": os.environ["PATH"],
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_PROJECT_ROOT": self.server.git_root,
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": urllib.parse.unquote(url.path),
            "QUERY_STRING": url.query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "HTTP_GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }
        answer = subprocess.run(["git", "http-backend"], input=body, env=environment, stdout=subprocess.PIPE, check=False).stdout
        head, _, content = answer.partition(b"\r\n\r\n")
        status = 200
        headers = []
        for line in head.decode().split("\r\n"):
            name, _, value = line.partition(": ")
            if name == "Status":
                status = int(value.split(" ")[0])
            elif name:
                headers.append((name, value))
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # a client that goes away is what many tests are about


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--routes")
    options.add_argument("--log", required=True)
    options.add_argument("--certificate")
    options.add_argument("--key")
    options.add_argument("--git-root", default="")
    options.add_argument("--tunnel", type=int, default=0)
    options.add_argument("--token", default="")
    arguments = options.parse_args()

    server = Server(("127.0.0.1", 0), Handler)
    server.routes = {}
    if arguments.routes:
        with open(arguments.routes, encoding="utf-8") as file:
            server.routes = json.load(file)
    server.log = arguments.log
    server.log_lock = threading.Lock()
    server.git_root = arguments.git_root
    server.token = arguments.token
    server.tunnel = arguments.tunnel
    if arguments.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(arguments.certificate, arguments.key)
        # The handshake belongs to the connection's own thread, or one slow client would hold up the others.
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    print(server.server_address[1], flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
