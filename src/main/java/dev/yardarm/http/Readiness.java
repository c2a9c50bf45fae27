package dev.yardarm.http;

/** Whether the gateway can answer reads. Asked on an event loop: must not wait. */
@FunctionalInterface
public interface Readiness {
    boolean isReady();
}
