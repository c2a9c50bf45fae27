package dev.yardarm.http;

import io.vertx.core.json.JsonObject;

/** The state of the gateway and of its backends, as operators read it. Asked on an event loop: must not wait. */
@FunctionalInterface
public interface HealthReport {
    JsonObject report();
}
