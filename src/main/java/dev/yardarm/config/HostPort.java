package dev.yardarm.config;

/**
 * A host and a port.
 *
 * @param host a name or an address; an IPv6 address without brackets
 * @param port 0 to 65535; 0 stands for a free one where something listens
 */
public record HostPort(String host, int port) {
    public HostPort {
        if (host.isBlank()) {
            throw new IllegalArgumentException("a host is needed");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 0 to 65535");
        }
    }

    @Override
    public String toString() {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
}
