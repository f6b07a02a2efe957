package balanceapi.notify;

import java.net.InetAddress;
import java.util.List;

/**
 * An endpoint that may be called, and where it is.
 *
 * @param scheme {@code https}, or {@code http} where that may be
 * @param host as in the URL, an IPv6 address without its brackets
 * @param port -1 for that of the scheme
 * @param authority host and port for the {@code host} header: a port that the URL leaves out is left out there
 * @param path with the query, at least a slash
 * @param addresses all that the host has, each of them allowed; at least one
 */
record Target(
    String scheme, String host, int port, String authority, String path, List<InetAddress> addresses) {}
