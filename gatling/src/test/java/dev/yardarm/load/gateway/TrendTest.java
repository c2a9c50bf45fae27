package dev.yardarm.load.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.load.gateway.ProcessWatch.Reading;
import dev.yardarm.load.gateway.ProcessWatch.Trend;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrendTest {
    private final ProcessWatch watch = new ProcessWatch(
            new GatewayClient(Target.of(new Settings(Map.of("baseUrl", "http://h:1")::get, name -> null))));

    /** Of a count that had these values, one a second. */
    private Trend trend(String values) {
        double[] counts = Arrays.stream(values.split(" ", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
        // Of four things, each with other values: no one is taken for another.
        IntStream.range(0, counts.length)
                .forEach(second -> watch.add(Reading.of(Metrics.parse(
                        """
                        redis_connections_active %d
                        jvm_memory_used_bytes{area="heap"} %d
                        process_files_open_files %s
                        jvm_gc_pause_seconds_count %d
                        """.formatted(-1_000 * second, -2_000 * second, counts[second], -3_000 * second)))));
        return watch.trend();
    }

    @ParameterizedTest
    @CsvSource({
        "rising, 1 2 3 4 5 6 7 8 9, 6",
        "falling, 9 8 7 6 5 4 3 2 1, -6",
        "flat, 5 5 5 5 5 5 5 5 5, 0",
        "peaks of the first and the last third, 1 7 2 90 90 90 3 9 1, 2",
        "rest of a division by three in the middle, 1 2 90 3 4 90 5 6, 4"
    })
    void growthOfMost_readings_isOfTheHighest(String what, String values, double growth) {
        assertThat(trend(values).growthOfMost(Reading::files)).as(what).isEqualTo(growth);
    }

    @ParameterizedTest
    @CsvSource({
        "rising, 1 2 3 4 5 6 7 8 9, 6",
        "falling, 9 8 7 6 5 4 3 2 1, -6",
        "flat, 5 5 5 5 5 5 5 5 5, 0",
        "troughs of the first and the last third, 40 10 90 1 1 1 50 80 25, 15"
    })
    void growthOfLeast_readings_isOfTheLowest(String what, String values, double growth) {
        assertThat(trend(values).growthOfLeast(Reading::files)).as(what).isEqualTo(growth);
    }

    @ParameterizedTest
    @CsvSource({
        "evenly, 1 2 3 4 5 6 7 8 9, 2",
        "more in the first third, 0 5 9 10 11 12 20 21 23, 3",
        "more in the last third, 0 1 4 10 11 12 20 25 29, 4",
        "in the first third alone, 0 5 9 9 9 9 9 9 9, 0",
        "in the last third alone, 0 0 0 0 0 0 0 5 9, 0",
        "in the middle alone, 0 0 0 1 5 9 9 9 9, 0",
        "never, 7 7 7 7 7 7 7 7 7, 0"
    })
    void leastRise_count_isOfTheThirdWhereItRoseLeast(String what, String values, double rise) {
        assertThat(trend(values).leastRise(Reading::files)).as(what).isEqualTo(rise);
    }

    @Test
    void most_readings_isTheHighestOfAll() {
        trend("1 2 3 4 90 6 7 8 9");

        assertThat(watch.most(Reading::files)).isEqualTo(90);
    }

    @ParameterizedTest
    @CsvSource({"PT10S, 5", "PT60S, 30", "PT10M, 300", "PT5S, 2", "PT2S, 1", "PT1S, 1", "PT0.1S, 1"})
    void least_time_isEverySecondReadingAndNeverNone(Duration time, double readings) {
        assertThat(ProcessWatch.least(time)).isEqualTo(readings);
    }
}
