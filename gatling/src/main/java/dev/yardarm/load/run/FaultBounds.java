package dev.yardarm.load.run;

import dev.yardarm.load.gateway.Settings;
import java.time.Duration;

/** What is asked of a gateway whose Redis fails: of its primary, of its hits, and of its latency meanwhile. */
public record FaultBounds(Duration primaryBackWithin, Duration hitsBackWithin, Duration p99) {
    public static FaultBounds of(Settings settings) {
        return new FaultBounds(
                settings.duration("primaryBackWithin", Duration.ofSeconds(60)),
                settings.duration("hitsBackWithin", Duration.ofSeconds(10)),
                settings.duration("faultP99", Duration.ofMillis(250)));
    }
}
