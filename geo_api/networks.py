"""Network addresses, as attempts and uses are counted by them."""

from ipaddress import IPv6Address, ip_address


def network_of(address: str) -> str:
    """The address, or of IPv6 its first half: a household or an office has all of the second."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or IPv6Address(int(parsed) >> 64 << 64))
