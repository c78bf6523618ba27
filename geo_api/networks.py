"""From which network a request comes."""

from ipaddress import IPv6Address, ip_address

from starlette.types import Scope

# Over a Unix socket there is no address: it is this machine.
HERE = "127.0.0.1"


def network_of(address: str) -> str:
    """The address, or of IPv6 its first half: a household or an office has all of the second."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or IPv6Address(int(parsed) >> 64 << 64))


def asking_network(scope: Scope) -> str:
    """That of whoever sent a request, as the server names it: behind a proxy that is believed, as the proxy does."""
    client = scope.get("client")
    return network_of(client[0]) if client else HERE
