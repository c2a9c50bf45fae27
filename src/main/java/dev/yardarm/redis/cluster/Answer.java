package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

/**
 * An answer, and who gave it.
 *
 * @param response null where Redis says nil
 */
public record Answer(@Nullable Response response, HostPort node) {}
