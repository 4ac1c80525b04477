# SPDX-License-Identifier: Apache-2.0
"""The only way to a hub of one's own is --cacert; there is no switch that turns the check off, not even by the environment."""
import hub


def check(row):
    trusting_all = {"GIT_SSL_NO_VERIFY": "1", "CURL_INSECURE": "1", "HF_HUB_DISABLE_SSL_VERIFICATION": "1", "PYTHONHTTPSVERIFY": "0"}
    with hub.Hub(row) as server:
        for environment in ({}, trusting_all):
            server.rejected("a self-signed certificate", 3, says=("--cacert",), cacert=False, environment=environment)
            server.rejected("the same, asked by git", 3, says=("--cacert",), cacert=False, upstream=server.origin + "/org/name",
                            environment=environment)
        assert server.log() == ""
        endpoint = server.origin.replace("127.0.0.1", "localhost")
        server.rejected("a certificate for another name", 3, says=("localhost",), environment={"HF_ENDPOINT": endpoint})
        server.rejected("a certificate for another name, asked by git", 3, says=("localhost",), upstream=endpoint + "/org/name")
        assert server.log() == ""
        for flag in ("--insecure", "-k", "--no-check-certificate", "--no-verify"):
            row.rejected(flag, ["anchor", "asking", flag], 2, says=("weightcheck --help",))
        server.accepted("the certificate named")
