# SPDX-License-Identifier: Apache-2.0
"""A token is for one scheme, host and port. What else a server may try costs five hops, a minute and 32 MiB at most."""
import hub
import threat


def check(row):
    def moved(target):
        return {"status": 307, "headers": {"Location": target}}

    with hub.Hub(row) as server:
        server.accepted("a hub that answers")
        if f"Bearer {hub.TOKEN}" not in server.log():
            raise threat.Lost("the hub was not given the token")
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
