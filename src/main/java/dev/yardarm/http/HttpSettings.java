package dev.yardarm.http;

import dev.yardarm.config.HttpConfig;
import dev.yardarm.flag.Environment;
import java.time.Duration;

/**
 * How the flag API is served.
 *
 * @param config its port 0 stands for a free one, the same for all instances in one Vert.x on the same host
 * @param defaultEnvironment of requests that name none
 * @param cacheName what the cache is called in {@code Cache-Status}: {@code redis} or {@code memory}
 * @param nearCache whether reads are answered from the gateway's own memory before the cache is asked
 * @param drain how long, when it stops, answers still go out on connections that they close; so clients that are busy go
 *     elsewhere by themselves
 * @param grace how long requests may take that are under way after that
 */
public record HttpSettings(
        HttpConfig config,
        Environment defaultEnvironment,
        String cacheName,
        boolean nearCache,
        Limits limits,
        Duration drain,
        Duration grace) {

    /** With the limits and times of production. */
    public static HttpSettings of(
            HttpConfig config, Environment defaultEnvironment, String cacheName, boolean nearCache) {
        return new HttpSettings(
                config,
                defaultEnvironment,
                cacheName,
                nearCache,
                Limits.DEFAULT,
                Duration.ofMillis(500),
                Duration.ofSeconds(10));
    }
}
