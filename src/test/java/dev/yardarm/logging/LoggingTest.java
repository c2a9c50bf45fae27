package dev.yardarm.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ch.qos.logback.classic.LoggerContext;
import dev.yardarm.config.LogConfig;
import dev.yardarm.config.Secret;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.LogManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lines as they arrive in a stream, with no console between. */
final class LoggingTest {
    private static final Logger LOG = LoggerFactory.getLogger("dev.yardarm.Example");

    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();

    @AfterEach
    void leaveTheLogAsItWas() {
        Logging.shutdown();
        LogManager.getLogManager().reset();
        new BootstrapConfigurator().configure((LoggerContext) LoggerFactory.getILoggerFactory());
    }

    @Test
    void json_anEvent_hasTheMembersOfEveryLine() {
        configure(LogConfig.Format.JSON, LogConfig.Level.INFO);
        Instant before = Instant.ofEpochMilli(System.currentTimeMillis());
        LOG.info("Redis connected");

        JsonObject line = json();
        assertThat(line.fieldNames()).containsExactly("timestamp", "level", "logger", "thread", "message");
        assertThat(line.getString("level")).isEqualTo("INFO");
        assertThat(line.getString("logger")).isEqualTo("dev.yardarm.Example");
        assertThat(line.getString("thread")).isEqualTo(Thread.currentThread().getName());
        assertThat(line.getString("message")).isEqualTo("Redis connected");
        assertThat(line.getString("timestamp")).matches("[0-9-]{10}T[0-9:]{8}\\.[0-9]{3}Z");
        assertThat(Instant.parse(line.getString("timestamp"))).isBetween(before, Instant.now());
    }

    @Test
    void json_keyValuePairs_areTypedMembersOfTheLine() {
        configure(LogConfig.Format.JSON, LogConfig.Level.INFO);
        LOG.atInfo()
                .addKeyValue("cluster_unavailable", true)
                .addKeyValue("revision", 42L)
                .addKeyValue("attempt", 3)
                .addKeyValue("duration_seconds", 0.25)
                .addKeyValue("share", new BigDecimal("0.10"))
                .addKeyValue("node_id", "a1")
                .addKeyValue("after", Duration.ofMillis(250))
                .addKeyValue("password", new Secret("s3cret"))
                .addKeyValue("lag", Double.NaN)
                .addKeyValue("zone", (Object) null)
                .log("Redis Cluster unavailable, falling back to database");

        assertThat(line())
                .endsWith("\"message\":\"Redis Cluster unavailable, falling back to database\","
                        + "\"cluster_unavailable\":true,\"revision\":42,\"attempt\":3,\"duration_seconds\":0.25,"
                        + "\"share\":0.10,\"node_id\":\"a1\",\"after\":\"PT0.25S\",\"password\":\"***\","
                        + "\"lag\":null,\"zone\":null}");
    }

    @Test
    void json_keyOfAnotherMember_getsAnUnderscore() {
        configure(LogConfig.Format.JSON, LogConfig.Level.INFO);
        LOG.atInfo().addKeyValue("level", 7).log("x");

        assertThat(json().getString("level")).isEqualTo("INFO");
        assertThat(json().getInteger("level_")).isEqualTo(7);
    }

    @Test
    void json_anException_isAStackTraceOnTheSameLine() {
        configure(LogConfig.Format.JSON, LogConfig.Level.INFO);
        LOG.atWarn()
                .setCause(new IllegalStateException("outer", new IllegalArgumentException("inner")))
                .log("x");

        assertThat(json().getString("stack_trace"))
                .startsWith("java.lang.IllegalStateException: outer")
                .contains("LoggingTest", "Caused by: java.lang.IllegalArgumentException: inner");
    }

    @Test
    void json_messageWithLineBreaksAndQuotes_isOneLine() {
        configure(LogConfig.Format.JSON, LogConfig.Level.INFO);
        LOG.info("a\nb\"c\u2028ä");

        assertThat(json().getString("message")).isEqualTo("a\nb\"c\u2028ä");
    }

    @Test
    void text_anEvent_showsItsFields() {
        configure(LogConfig.Format.TEXT, LogConfig.Level.INFO);
        LOG.atInfo().addKeyValue("revision", 42).addKeyValue("stale", true).log("Snapshot adopted");

        assertThat(line())
                .matches("[0-9-]{10}T[0-9:]{8}\\.[0-9]{3}Z INFO \\[.+\\] dev.yardarm.Example - Snapshot adopted"
                        + " revision=42 stale=true");
    }

    @Test
    void text_messageAndFieldWithLineBreaks_areOneLine() {
        configure(LogConfig.Format.TEXT, LogConfig.Level.INFO);
        LOG.atInfo().addKeyValue("key", "b\r\nc").log("a\nb");

        assertThat(line()).endsWith(" - a\\nb key=b\\r\\nc");
    }

    @Test
    void text_anException_followsTheLine() {
        configure(LogConfig.Format.TEXT, LogConfig.Level.INFO);
        LOG.warn("x", new IllegalStateException("outer"));

        assertThat(lines()).hasSizeGreaterThan(2).element(1).isEqualTo("java.lang.IllegalStateException: outer");
    }

    @ParameterizedTest
    @CsvSource({"ERROR, 1", "WARN, 2", "INFO, 3", "DEBUG, 4", "TRACE, 5"})
    void configure_eachLevel_logsThatAndAbove(LogConfig.Level level, int expected) {
        configure(LogConfig.Format.TEXT, level);
        LOG.error("x");
        LOG.warn("x");
        LOG.info("x");
        LOG.debug("x");
        LOG.trace("x");

        assertThat(lines()).hasSize(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"io.netty.x", "io.vertx.x", "org.flywaydb.x", "org.postgresql.x"})
    void configure_atInfo_keepsLibrariesAtWarn(String name) {
        configure(LogConfig.Format.TEXT, LogConfig.Level.INFO);
        LoggerFactory.getLogger(name).info("chatter");
        LoggerFactory.getLogger(name).warn("trouble");

        assertThat(lines()).singleElement().asString().contains("trouble");
    }

    @Test
    void configure_atDebug_letsLibrariesSpeak() {
        configure(LogConfig.Format.TEXT, LogConfig.Level.DEBUG);
        LoggerFactory.getLogger("io.netty.x").debug("chatter");

        assertThat(lines()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"DEBUG, 1", "TRACE, 1", "INFO, 1", "ERROR, 0"})
    void configure_atAnyLevel_keepsBytesOnTheWireOut(LogConfig.Level level, int warnings) {
        configure(LogConfig.Format.TEXT, level);
        LoggerFactory.getLogger("io.netty.handler.logging.LoggingHandler").debug("GET secret");
        LoggerFactory.getLogger("software.amazon.awssdk.auth.signer").debug("x-amz-security-token:");
        LoggerFactory.getLogger("software.amazon.awssdk.request").warn("trouble");

        assertThat(lines())
                .hasSize(warnings)
                .allSatisfy(line -> assertThat(line).contains("trouble"));
    }

    @Test
    void configure_atError_silencesLibrariesToo() {
        configure(LogConfig.Format.TEXT, LogConfig.Level.ERROR);
        LoggerFactory.getLogger("io.vertx.x").warn("trouble");

        assertThat(lines()).isEmpty();
    }

    @Test
    void configure_again_writesOnlyToTheNewStream() {
        configure(LogConfig.Format.JSON, LogConfig.Level.INFO);
        ByteArrayOutputStream other = new ByteArrayOutputStream();
        Logging.configure(new LogConfig(LogConfig.Format.JSON, LogConfig.Level.INFO), other);
        LOG.info("x");

        assertThat(lines()).isEmpty();
        assertThat(other.toString(StandardCharsets.UTF_8)).contains("\"message\":\"x\"");
    }

    @ParameterizedTest
    @CsvSource({"SEVERE, ERROR", "WARNING, WARN", "INFO, INFO", "CONFIG, DEBUG", "FINE, DEBUG", "FINEST, TRACE"})
    void jul_eachLevel_isALineLikeAnyOther(String julLevel, String level) {
        configure(LogConfig.Format.JSON, LogConfig.Level.TRACE);
        java.util.logging.Logger.getLogger("example.jul")
                .log(java.util.logging.Level.parse(julLevel), "took {0}", "2 s");

        assertThat(json().getString("logger")).isEqualTo("example.jul");
        assertThat(json().getString("level")).isEqualTo(level);
        assertThat(json().getString("message")).isEqualTo("took 2 s");
    }

    @Test
    void jul_anException_isAStackTrace() {
        configure(LogConfig.Format.JSON, LogConfig.Level.INFO);
        java.util.logging.Logger.getLogger("example.jul")
                .log(java.util.logging.Level.WARNING, "x", new IllegalStateException("outer"));

        assertThat(json().getString("stack_trace")).startsWith("java.lang.IllegalStateException: outer");
    }

    @Test
    void jul_belowTheLevel_isNotMade() {
        configure(LogConfig.Format.JSON, LogConfig.Level.WARN);

        assertThat(java.util.logging.Logger.getLogger("example.jul").isLoggable(java.util.logging.Level.INFO))
                .isFalse();
    }

    @Test
    void log_hungStream_blocksNobodyAndShutdownIsBounded() {
        HungStream hung = new HungStream();
        try {
            Logging.configure(new LogConfig(LogConfig.Format.JSON, LogConfig.Level.INFO), hung);

            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
                for (int i = 0; i < 20_000; i++) {
                    LOG.error("more than the queue holds");
                }
                assertThat(Logging.flush()).isFalse();
                Logging.shutdown();
            });
        } finally {
            hung.released.countDown();
        }
    }

    @Test
    void flush_manyEvents_areAllWrittenInOrder() {
        configure(LogConfig.Format.TEXT, LogConfig.Level.INFO);
        for (int i = 0; i < 1_000; i++) {
            LOG.info("event {};", i);
        }

        assertThat(lines()).hasSize(1_000).last().asString().contains("event 999;");
    }

    @Test
    void flush_afterShutdown_hasNothingToWaitFor() {
        configure(LogConfig.Format.TEXT, LogConfig.Level.INFO);
        Logging.shutdown();

        assertThat(Logging.flush()).isTrue();
    }

    @Test
    void shutdown_queuedEvents_areWritten() {
        configure(LogConfig.Format.TEXT, LogConfig.Level.INFO);
        for (int i = 0; i < 1_000; i++) {
            LOG.info("event");
        }
        Logging.shutdown();

        assertThat(stream.toString(StandardCharsets.UTF_8).lines()).hasSize(1_000);
    }

    private void configure(LogConfig.Format format, LogConfig.Level level) {
        Logging.configure(new LogConfig(format, level), stream);
    }

    private JsonObject json() {
        return new JsonObject(line());
    }

    private String line() {
        assertThat(lines()).hasSize(1);
        return lines().get(0);
    }

    private List<String> lines() {
        assertThat(Logging.flush()).isTrue();
        String text = stream.toString(StandardCharsets.UTF_8);
        return text.isEmpty() ? List.of() : Arrays.asList(text.split("\n"));
    }

    /** Takes the first byte and never gives control back. */
    private static final class HungStream extends OutputStream {
        private final CountDownLatch released = new CountDownLatch(1);

        @Override
        public void write(int b) {
            boolean done = false;
            while (!done) {
                try {
                    released.await();
                    done = true;
                } catch (InterruptedException ignored) {
                    // As a write to a full pipe does, it stays.
                }
            }
        }
    }
}
