"""Which network addresses pages may be fetched from: public ones, checked where the connection is made."""

import ipaddress
import socket
from typing import Any, TypeAlias

AddressInfo: TypeAlias = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[Any, ...]]
"""What `socket.getaddrinfo` gives: family, kind, protocol, canonical name, (address, port, …)."""

NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))


class PrivateAddressError(OSError):
    """A connection to an address that is not public was refused."""

    def __init__(self, address: str) -> None:
        super().__init__(f"{address} is a private address")
        self.address = address


def is_public(address: str) -> bool:
    """Return whether an IP address is one that anybody on the internet can reach.

    Private, loopback, link-local (cloud metadata), shared, multicast and reserved ones are not;
    an IPv4 address inside an IPv6 one (mapped, 6to4, Teredo, NAT64) counts as what it is.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if any(ip in network for network in NAT64) or int(ip) >> 32 == 0:
            inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if any(part is not None and not is_public(str(part)) for part in inner):
            return False
        if ip.ipv4_mapped is not None or any(ip in network for network in NAT64):
            return True
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def public_socket(info: AddressInfo) -> socket.socket:
    """Return a socket for a resolved address; raise PrivateAddressError when it isn't public.

    Called for each address of each hop after names are resolved, so neither a name that resolves to
    a private address nor an IP literal in any spelling gets through.
    """
    family, kind, protocol, _, address = info
    if not is_public(str(address[0])):
        raise PrivateAddressError(str(address[0]))
    return socket.socket(family=family, type=kind, proto=protocol)
