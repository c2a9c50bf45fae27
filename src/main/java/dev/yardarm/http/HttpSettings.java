package dev.yardarm.http;

import dev.yardarm.flag.Environment;
import java.time.Duration;

/**
 * How the flag API is served.
 *
 * @param port 0 stands for a free one, the same for all instances of a deployment
 * @param defaultEnvironment of requests that name none
 * @param cacheName what the cache is called in {@code Cache-Status}: {@code redis} or {@code memory}
 * @param accessLogShare of requests that are logged, 0 to 1
 * @param drain how long, when it stops, answers still go out on connections that they close; so clients that are busy go
 *     elsewhere by themselves
 * @param grace how long requests may take that are under way after that
 */
public record HttpSettings(
        String host,
        int port,
        Environment defaultEnvironment,
        String cacheName,
        double accessLogShare,
        Limits limits,
        Duration drain,
        Duration grace) {

    /** With the limits and times of production. */
    public static HttpSettings of(
            String host, int port, Environment defaultEnvironment, String cacheName, double accessLogShare) {
        return new HttpSettings(
                host,
                port,
                defaultEnvironment,
                cacheName,
                accessLogShare,
                Limits.DEFAULT,
                Duration.ofMillis(500),
                Duration.ofSeconds(10));
    }
}
