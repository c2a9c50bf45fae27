package dev.yardarm.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudWatchSettingsTest {
    private static final String[] GIVEN = {"CLOUDWATCH_NAMESPACE", "Yardarm", "CLOUDWATCH_STAGE", "staging"};

    @Test
    void parse_noNamespace_sendsNothing() {
        assertThat(Given.config().cloudWatch()).isEmpty();
        assertThat(Given.config("CLOUDWATCH_NAMESPACE", "", "CLOUDWATCH_STAGE", "staging")
                        .cloudWatch())
                .isEmpty();
    }

    @Test
    void parse_namespaceAndStage_hasTheDefaults() {
        assertThat(Given.config(GIVEN).cloudWatch())
                .contains(new CloudWatchConfig("Yardarm", "yardarm", "staging", Duration.ofMinutes(1)));
    }

    @Test
    void parse_namespaceWithoutStage_asksForIt() {
        assertThat(Given.mistakes("CLOUDWATCH_NAMESPACE", "Yardarm"))
                .singleElement()
                .asString()
                .startsWith("CLOUDWATCH_STAGE: is required with CLOUDWATCH_NAMESPACE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS/ElastiCache", ":yardarm", "Yard arm", "Yärdarm", "Yardarm "})
    void parse_noNamespaceOfOurs_isRefused(String namespace) {
        assertThat(mistakes("CLOUDWATCH_NAMESPACE", namespace))
                .isEqualTo(
                        "CLOUDWATCH_NAMESPACE: must be 1 to 255 characters of [A-Za-z0-9._/#:-], the first not a colon, and not begin with AWS/");
        assertThatThrownBy(() -> new CloudWatchConfig(namespace, "yardarm", "staging", Duration.ofMinutes(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Yardarm", "team/Yardarm", "A", "a.b-c_d#e:f"})
    void parse_namespace_isTaken(String namespace) {
        assertThat(Given.mistakes("CLOUDWATCH_NAMESPACE", namespace, "CLOUDWATCH_STAGE", "staging"))
                .isEmpty();
    }

    static Stream<String> lengths() {
        return Stream.of("a".repeat(65), "with blank", "");
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void config_dimensionOfNoForm_isRefused(String text) {
        assertThatThrownBy(() -> new CloudWatchConfig("Yardarm", text, "staging", Duration.ofMinutes(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CloudWatchConfig("Yardarm", "yardarm", text, Duration.ofMinutes(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CLOUDWATCH_STAGE", "CLOUDWATCH_SERVICE"})
    void parse_dimensionOfNoForm_isRefused(String name) {
        assertThat(mistakes(name, "a b")).isEqualTo(name + ": must be 1 to 64 characters of [A-Za-z0-9._-]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"999ms", "61s", "2m", "60"})
    void parse_stepOutOfBounds_isRefused(String step) {
        assertThat(mistakes("CLOUDWATCH_STEP", step)).startsWith("CLOUDWATCH_STEP: must be a duration from 1s to 1m");
    }

    @Test
    void config_stepOutOfBounds_isRefused() {
        assertThatThrownBy(() -> new CloudWatchConfig("Yardarm", "yardarm", "staging", Duration.ofSeconds(61)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** The only one, where all else is right. */
    private static String mistakes(String name, String text) {
        String[] variables =
                Stream.concat(Stream.of(GIVEN), Stream.of(name, text)).toArray(String[]::new);
        return String.join("\n", Given.mistakes(variables));
    }
}
