"""Who can reach the listener, and what it must therefore ask of them. No I/O."""

from __future__ import annotations

from collections.abc import Collection

from runtime.settings import HostPort, is_loopback


def fault_of(listen: HostPort, hosts: Collection[str], *, tls: bool, login_required: bool) -> str | None:
    """Why these settings would leave a door open, and the cure; None: they do not."""
    if not is_loopback(listen.host):
        if not tls:
            return (
                f"listen: {listen.host} can be reached from the network, and there is no TLS; give"
                " `cert_file` and `key_file` in [tls], or listen on 127.0.0.1 and put a TLS front before it"
            )
        if not login_required:
            return (
                f"people.login: {listen.host} can be reached from the network, and nobody would have to log"
                ' in; write login = "required", or listen on 127.0.0.1'
            )
    if hosts and not login_required:
        return (
            "people.login: `hosts` says that a front hands requests on from elsewhere, and nobody would have"
            ' to log in; write login = "required", or remove `hosts`'
        )
    return None
