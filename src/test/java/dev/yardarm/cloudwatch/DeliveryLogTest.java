package dev.yardarm.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.config.CloudWatchConfig;
import dev.yardarm.fixture.CapturedLog;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;

class DeliveryLogTest {
    private static final String TAKEN =
            "INFO CloudWatch takes the metrics | namespace=Yardarm | service=yardarm | stage=staging";
    private static final String REFUSED = "CloudWatch does not take the metrics, trying on";

    private final CapturedLog lines = CapturedLog.of(DeliveryLog.class);
    private long now;
    private final DeliveryLog log =
            new DeliveryLog(new CloudWatchConfig("Yardarm", "yardarm", "staging", Duration.ofMinutes(1)), () -> now);

    @AfterEach
    void close() {
        lines.close();
    }

    @Test
    void taken_again_isToldOnce() {
        log.taken();
        after(60);
        log.taken();

        assertThat(lines.lines()).containsExactly(TAKEN);
    }

    @Test
    void failed_forAnHour_isToldOnceAndItsEndOnce() {
        for (int minute = 0; minute < 60; minute++) {
            log.failed(new IOException("to-hide"));
            after(60);
        }
        log.taken();

        assertThat(lines.lines()).hasSize(2);
        assertThat(lines.lines().get(0))
                .startsWith("WARN " + REFUSED)
                .contains("problem=CloudWatch cannot be reached", "error=IOException", "remedy=check AWS_REGION")
                .doesNotContain("to-hide");
        assertThat(lines.lines().get(1)).isEqualTo(TAKEN);
    }

    @Test
    void takenAndFailed_byTurns_isOneLineAMinute() {
        for (int second = 0; second < 180; second += 2) {
            log.taken();
            after(1);
            log.failed(new IOException());
            after(1);
        }

        assertThat(lines.lines()).hasSize(3);
    }

    @Test
    void failed_soonAfterALine_isToldOnceTheMinuteIsOver() {
        log.taken();
        after(30);
        log.failed(new IOException());
        assertThat(lines.messages()).hasSize(1);
        after(30);
        log.failed(new IOException());

        assertThat(lines.messages()).containsExactly("CloudWatch takes the metrics", REFUSED);
    }

    @Test
    void failed_refusals_areToldByTheirCode() {
        log.failed(new CompletionException(refusal(403, "AccessDenied")));
        after(60);
        log.failed(refusal(500, "InternalFailure"));

        assertThat(lines.lines().get(0))
                .contains("problem=CloudWatch refuses the metrics", "error=AccessDenied", "cloudwatch:PutMetricData")
                .doesNotContain("to-hide");
        assertThat(lines.lines().get(1)).contains("problem=CloudWatch is busy or disturbed", "error=InternalFailure");
    }

    private void after(int seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }

    private static Throwable refusal(int status, String code) {
        return CloudWatchException.builder()
                .statusCode(status)
                .message("message-to-hide")
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();
    }
}
