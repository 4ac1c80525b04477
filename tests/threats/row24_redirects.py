# SPDX-License-Identifier: Apache-2.0
"""A token is for one scheme, host and port. What else a server may try costs five hops, a minute and 32 MiB at most; and how long
all of it may take is the caller's to say."""
import json
import socket

import hub
import threat


LIMIT_S = 3  # of each case; what comes before the step that has to wait takes a tenth of it


def moved(target):
    return {"status": 307, "headers": {"Location": target}}


def endless_waits(row):
    """Every step of `anchor` meets a server that says nothing, nothing more, or too little at a time."""
    def gives_up(case, server, asked_for, **others):
        server.rejected(case, 3, says=("in time" if asked_for.startswith("/api") else "did not finish", f"{LIMIT_S} s, --timeout"),
                        seconds=LIMIT_S + 8, options=("--timeout", LIMIT_S), **others)
        if asked_for not in server.log():
            raise threat.Lost(f"{case}: it did not come to that")

    git_type = {"Content-Type": "application/x-git-upload-pack-advertisement"}
    pack_type = {"Content-Type": "application/x-git-upload-pack-result"}
    steps = {"the commit": (hub.INFO, {}, "{" + " " * 99), "the list": (hub.TREE, {}, "[" + " " * 99),
             "git's branches": (hub.REFS, git_type, "001e# service=git-upload-pack\n" + "0" * 99), "git's objects": (hub.PACK, pack_type, "000dpackfile\n" + "0" * 99)}
    for step, (route, headers, body) in steps.items():
        for behaviour in ("stall", "silent", "drip"):
            with hub.Hub(row, {route: {"headers": headers, "body": body, "behaviour": behaviour}}) as server:
                gives_up(f"{step}: {behaviour}", server, {hub.INFO: f"{hub.API}/revision/", hub.TREE: f"{hub.API}/tree/"}.get(route, route))
    with hub.Hub(row, {hub.INFO: {"behaviour": "drip-headers"}}) as server:
        gives_up("a header a letter a second", server, hub.API)
    with hub.Hub(row, {hub.INFO: moved("/api/again"), "/api/again": {"behaviour": "stall"}}) as server:
        gives_up("a redirect to where nobody answers", server, "/api/again")
    with hub.Hub(row, {hub.REFS: {"behaviour": "stall"}}) as server:
        gives_up("the name of a branch", server, hub.REFS, commit="main")
    pages = {f"/api/page{number}": {"body": "[]", "headers": {"Link": f'</api/page{number + 1}>; rel="next"'}, "behaviour": "late"}
             for number in range(LIMIT_S + 1)}
    with hub.Hub(row, {hub.TREE: moved("/api/page0"), **pages}) as server:
        gives_up("a list whose pages come one a second", server, "/api/page1")
    with hub.Hub(row) as server, socket.create_server(("127.0.0.1", 0)) as deaf:  # which accepts, by its system, and says nothing
        nowhere = f"https://127.0.0.1:{deaf.getsockname()[1]}"
        for case, said, question in (("a hub", "in time", {"environment": {"HF_ENDPOINT": nowhere}}),
                                     ("a git server", "did not finish", {"upstream": f"{nowhere}/org/name"})):
            server.rejected(f"{case} that shakes no hand", 3, says=(said, f"{LIMIT_S} s, --timeout"), seconds=LIMIT_S + 8,
                            options=("--timeout", LIMIT_S), **question)


def check(row):
    endless_waits(row)
    with hub.Hub(row) as server:
        server.accepted("a hub that answers")
        if f"Bearer {hub.TOKEN}" not in server.log():
            raise threat.Lost("the hub was not given the token")
    signed = "/signed?signature=" + hub.TOKEN
    about = json.dumps({"sha": hub.repository(row)[1], "gated": False})
    with hub.Hub(row, {hub.INFO: moved(signed), signed: {"body": about}}) as server:
        server.accepted("a redirect to an address that holds a secret")
        if signed not in server.log():
            raise threat.Lost("the redirect was not followed")
    with hub.Hub(row, tls=False) as plain:
        with hub.Hub(row, {hub.INFO: moved(plain.origin + "/x")}) as server:
            server.rejected("a redirect to http", 3, says=("redirect",))
        if plain.log():
            raise threat.Lost("the redirect to http was followed")
    with hub.Hub(row) as elsewhere:
        with hub.Hub(row, {hub.INFO: moved(elsewhere.origin + "/x"), hub.TREE: moved(elsewhere.origin + "/y")}) as server:
            server.rejected("a redirect to another host", 4, "commit-not-found")
        if "GET /x" not in elsewhere.log() or "uthorization" in elsewhere.log() or hub.TOKEN in elsewhere.log():
            raise threat.Lost("another host was given the token:\n" + elsewhere.log())
    with hub.Hub(row, {hub.INFO: moved("/api/models/org/name/revision/again"), "/api/models/org/name/revision/again": moved("again")}) as server:
        server.rejected("redirects without end", 3, says=("redirect",))
    for target in ("file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/x", "https://user:secret@127.0.0.1/x"):
        with hub.Hub(row, {hub.INFO: moved(target)}) as server:
            server.rejected(f"a redirect to {target}", 3, says=("redirect",))
    for behaviour, said in {"endless": "over the limit", "headers": "header"}.items():
        with hub.Hub(row, {hub.INFO: {"behaviour": behaviour}}) as server:
            server.rejected(f"an answer: {behaviour}", 3, says=(said,))
    with hub.Hub(row, {hub.TREE: {"body": "[]", "headers": {"Link": '<https://127.0.0.1:9/x>; rel="next"'}}}) as server:
        server.rejected("a list that goes on at another host", 4, "upstream-inconsistent", says=("https://127.0.0.1:9",))
    # Behind a proxy, which stands for the way to a public host.
    with hub.Hub(row, {hub.INFO: moved("https://169.254.169.254/latest/meta-data/")}) as server:
        with hub.Hub(row, tls=False, tunnel=server.port) as proxy:
            server.rejected("a redirect of a public host to a private address", 3, says=("169.254.169.254",),
                            environment={"HF_ENDPOINT": "https://hub.example", "https_proxy": proxy.origin})
            if "CONNECT hub.example:443" not in proxy.log() or "169.254" in proxy.log() or hub.TOKEN in proxy.log():
                raise threat.Lost("the proxy was asked for the private address, or told the token:\n" + proxy.log())
