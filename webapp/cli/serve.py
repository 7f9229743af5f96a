"""`mayors serve`: build what is missing, then answer requests until told to stop."""

from __future__ import annotations

import errno
import ipaddress
import socket
from dataclasses import replace

import click

from corpus.errors import AddressInUseError, UsageError
from search.publishing import ensure_built
from webapp.server import run_server
from webapp.settings import Settings


@click.command("serve")
@click.option("--host", help="Address to listen on; this machine only, unless in production.")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes a free one."
)
@click.pass_obj
def serve_command(settings: Settings, host: str | None, port: int | None) -> None:
    """Serve the pages and the JSON interface.

    Builds the database and the index first, if they are missing or older than the shipped
    corpus. Stop with Ctrl-C: requests under way are answered to the end.

    Example: mayors serve --port 8080
    """
    settings = replace(
        settings,
        host=settings.host if host is None else host,
        port=settings.port if port is None else port,
    )
    check_environment(settings)
    listener = open_listener(settings.host, settings.port)
    with listener:
        ensure_built(settings.data, lambda words: click.echo(words, err=True))
        click.echo(f"Serving on {show_address(listener)} (stop with Ctrl-C)")
        run_server(settings, listener.detach())


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_environment(settings: Settings) -> None:
    """Only production may be reached from elsewhere, and it must know its names.

    Raises:
        UsageError: says which setting to change.
    """
    if not settings.is_production and not is_loopback(settings.host):
        raise UsageError(
            f"{settings.host} can be reached from other machines, which is for production only. "
            "Use 127.0.0.1, or set MAYORS_ENV=production and MAYORS_HOSTS to the site's name."
        )
    if settings.is_production and not settings.hosts:
        raise UsageError(
            "MAYORS_ENV is production, but MAYORS_HOSTS is not set. "
            "Set it to the names people reach the site by, such as search.example.org."
        )
    if settings.is_production and not settings.secret:
        raise UsageError(
            "MAYORS_ENV is production, but MAYORS_SECRET is not set. Set it to a long random text "
            "and keep it: python3 -c 'import secrets; print(secrets.token_urlsafe())'"
        )


def open_listener(host: str, port: int) -> socket.socket:
    """Take the port now, so that a taken one is told before anything is built.

    Raises:
        AddressInUseError: another program has it, or it can't be had.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise AddressInUseError(
                f"Port {port} of {host} is in use by another program. "
                f"Stop that one or take another port: mayors serve --port {port + 1}"
            ) from error
        raise AddressInUseError(
            f"{host}, port {port}, can't be listened on: {error.strerror}. "
            "Give another one with --host and --port."
        ) from error
    return listener


def show_address(listener: socket.socket) -> str:
    """The address to open in a browser."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
