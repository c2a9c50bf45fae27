package dev.yardarm.http;

import java.time.Duration;

/**
 * What a client may ask of a connection.
 *
 * @param head from the first byte of a request's head to its last; beyond it the connection is closed
 * @param body from the head to the end of the body; beyond it 408
 * @param idle without a byte in either direction; beyond it the connection is closed
 */
public record Limits(Duration head, Duration body, Duration idle) {
    public static final Limits DEFAULT =
            new Limits(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(60));

    /** Of the request line; beyond it 414. */
    static final int REQUEST_LINE_BYTES = 4 * 1024;

    /** Of all headers together; beyond it 431. */
    static final int HEADER_BYTES = 8 * 1024;

    /** Of a body; beyond it 413. */
    static final int BODY_BYTES = 64 * 1024;

    /** How long what is left of a refused request is read and dropped, so that its answer is not cut off by a reset. */
    static final Duration LINGER = Duration.ofSeconds(1);
}
