package dev.yardarm.config;

import java.time.Duration;
import java.util.Optional;

/** Reads whether and how metrics go to CloudWatch, {@code CLOUDWATCH_…}. */
final class CloudWatchSettings {
    private static final String NAMESPACE = "CLOUDWATCH_NAMESPACE";
    private static final String STAGE = "CLOUDWATCH_STAGE";

    private final Settings settings;

    CloudWatchSettings(Settings settings) {
        this.settings = settings;
    }

    /** None if no namespace is set, or if something is wrong. */
    Optional<CloudWatchConfig> read() {
        Optional<String> namespace = settings.read(NAMESPACE, CloudWatchSettings::namespace);
        Optional<String> stage = settings.read(STAGE, CloudWatchSettings::dimension);
        String service = settings.read("CLOUDWATCH_SERVICE", "yardarm", CloudWatchSettings::dimension);
        Duration step = settings.read(
                "CLOUDWATCH_STEP",
                CloudWatchConfig.MOST_STEP,
                Forms.duration(CloudWatchConfig.LEAST_STEP, CloudWatchConfig.MOST_STEP));
        if (settings.has(NAMESPACE) && !settings.has(STAGE)) {
            settings.note(
                    STAGE, "is required with CLOUDWATCH_NAMESPACE: the stage whose alarms are meant, such as staging");
        }
        return namespace.flatMap(given -> stage.map(of -> new CloudWatchConfig(given, service, of, step)));
    }

    private static String namespace(String text) throws Mistake {
        if (!CloudWatchConfig.isNamespace(text)) {
            throw new Mistake(
                    "must be 1 to 255 characters of [A-Za-z0-9._/#:-], the first not a colon, and not begin with AWS/");
        }
        return text;
    }

    private static String dimension(String text) throws Mistake {
        if (!CloudWatchConfig.isDimension(text)) {
            throw new Mistake("must be 1 to 64 characters of [A-Za-z0-9._-]");
        }
        return text;
    }
}
