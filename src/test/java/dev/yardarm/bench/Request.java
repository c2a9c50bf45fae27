package dev.yardarm.bench;

import java.util.Map;

/** A request that is asked again and again. */
record Request(String path, Map<String, String> headers) {
    Request {
        headers = Map.copyOf(headers);
    }

    static Request of(String path) {
        return new Request(path, Map.of());
    }

    Request with(String name, String value) {
        return new Request(path, Map.of(name, value));
    }
}
