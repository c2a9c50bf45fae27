package dev.yardarm.config;

/**
 * Where and how the flag API is served.
 *
 * @param port 0 to 65535; 0 stands for a free one
 * @param eventLoops HTTP verticles, each on an event loop of its own; 1 to 128
 * @param accessLogShare share of the requests that are logged; 0 to 1
 */
public record HttpConfig(String host, int port, int eventLoops, double accessLogShare) {
    public HttpConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 0 to 65535");
        }
        if (eventLoops < 1 || eventLoops > 128) {
            throw new IllegalArgumentException("there are 1 to 128 event loops");
        }
        if (!(accessLogShare >= 0 && accessLogShare <= 1)) {
            throw new IllegalArgumentException("a share is 0 to 1");
        }
    }
}
