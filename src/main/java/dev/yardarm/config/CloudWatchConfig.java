package dev.yardarm.config;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Where in CloudWatch the gateway's metrics go. Region, credentials and endpoint are the AWS SDK's to find.
 *
 * @param namespace 1 to 255 characters, not one of AWS's own (API reference, PutMetricData, Namespace)
 * @param service the dimension {@code Service}
 * @param stage the dimension {@code Stage}
 * @param step from one publication to the next, 1 s to 1 min; CloudWatch keeps those of less than a minute at high resolution
 */
public record CloudWatchConfig(String namespace, String service, String stage, Duration step) {
    static final Duration LEAST_STEP = Duration.ofSeconds(1);
    static final Duration MOST_STEP = Duration.ofMinutes(1);

    private static final Pattern NAMESPACE = Pattern.compile("(?!AWS/)[A-Za-z0-9._/#-][A-Za-z0-9._/#:-]{0,254}");
    private static final Pattern DIMENSION = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    public CloudWatchConfig {
        if (!isNamespace(namespace)) {
            throw new IllegalArgumentException("not a namespace: '" + namespace + "'");
        }
        if (!isDimension(service) || !isDimension(stage)) {
            throw new IllegalArgumentException(
                    "a dimension must match " + DIMENSION + ": '" + service + "', '" + stage + "'");
        }
        if (step.compareTo(LEAST_STEP) < 0 || step.compareTo(MOST_STEP) > 0) {
            throw new IllegalArgumentException("a step is 1 s to 1 min");
        }
    }

    static boolean isNamespace(String text) {
        return NAMESPACE.matcher(text).matches();
    }

    static boolean isDimension(String text) {
        return DIMENSION.matcher(text).matches();
    }
}
