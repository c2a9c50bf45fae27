package dev.yardarm.config;

/**
 * Where health and metrics are served.
 *
 * @param port 0 to 65535; 0 stands for a free one
 */
public record ManagementConfig(String host, int port) {
    public ManagementConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 0 to 65535");
        }
    }
}
