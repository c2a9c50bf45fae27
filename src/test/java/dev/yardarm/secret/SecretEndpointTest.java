package dev.yardarm.secret;

import static dev.yardarm.secret.Clusters.CONFIGURED;
import static dev.yardarm.secret.Clusters.NONE;
import static dev.yardarm.secret.Clusters.SECRET;
import static dev.yardarm.secret.Clusters.redis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.config.RedisConfig;
import dev.yardarm.config.RedisEndpoint;
import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.CapturedLog;
import dev.yardarm.secret.SecretEndpoint.Pauses;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a secret is read, and what is in force meanwhile. */
final class SecretEndpointTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Pauses QUICK =
            new Pauses(Duration.ofMillis(2), Duration.ofMillis(8), Duration.ofMillis(20), Duration.ofMillis(20));
    private static final Pauses NEVER_TWICE =
            new Pauses(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));
    private static final Pauses SELDOM_FOR_LOSSES =
            new Pauses(Duration.ofMillis(2), Duration.ofMillis(8), Duration.ofMillis(20), Duration.ofHours(1));
    private static final RedisConfig FIRST = redis("first", "password-to-hide");
    private static final RedisConfig SECOND = redis("first", "other-password-to-hide");
    private static final String FIRST_TEXT = "redis://:password-to-hide@first";
    private static final String SECOND_TEXT = "redis://:other-password-to-hide@first";

    private final CapturedLog log = CapturedLog.of(SecretEndpoint.class);
    private final FakeSource source = new FakeSource();

    @AfterEach
    void lookForSecretsInTheLog() {
        log.close();
        assertThat(log.lines()).noneMatch(line -> line.contains("password-to-hide"));
    }

    @Test
    void of_aConfiguration_isThatForEver() {
        RedisEndpoint fixed = RedisEndpoint.of(CONFIGURED);
        fixed.refused(CONFIGURED);
        fixed.unreachable(CONFIGURED);

        assertThat(fixed.current()).isSameAs(CONFIGURED);
    }

    @Test
    void current_whileTheFirstReadIsUnderWay_isTheFallback() {
        source.hold = new CountDownLatch(1);
        try (SecretEndpoint endpoint = open(CONFIGURED, QUICK)) {
            assertThat(endpoint.current()).isEqualTo(CONFIGURED);
            source.text = FIRST_TEXT;
            source.hold.countDown();

            Await.until(SOON, "the secret", () -> endpoint.current().equals(FIRST));
        }
        assertThat(log.lines())
                .containsExactly("INFO Redis Cluster is where its secret says | secret_id=redis/cluster/staging"
                        + " | seeds=[first:6379] | tls=false | changed=true");
    }

    @Test
    void read_failingAgainAndAgain_isLoggedOnceForEachKindAndRepeated() {
        source.failures.add(new UnreadableSecret("one", "do this"));
        source.failures.add(new UnreadableSecret("two", "do that"));
        source.failures.add(new UnreadableSecret("one", "do this"));
        source.failures.add(new UnreadableSecret("two", "do that"));
        source.text = FIRST_TEXT;
        try (SecretEndpoint endpoint = open(CONFIGURED, QUICK)) {
            Await.until(SOON, "the secret", () -> endpoint.current().equals(FIRST));
        }

        assertThat(source.reads).hasValue(5);
        assertThat(log.lines("WARN"))
                .containsExactly(
                        "WARN The secret that names Redis Cluster cannot be used | secret_id=redis/cluster/staging"
                                + " | problem=one | error=none | remedy=do this | serving=REDIS_CLUSTER_URL",
                        "WARN The secret that names Redis Cluster cannot be used | secret_id=redis/cluster/staging"
                                + " | problem=two | error=none | remedy=do that | serving=REDIS_CLUSTER_URL");
    }

    @Test
    void read_failingWithNoUrlConfigured_saysThatNothingServes() {
        source.text = "";
        try (SecretEndpoint endpoint = open(NONE, QUICK)) {
            Await.until(SOON, "a warning", () -> !log.lines("WARN").isEmpty());
            assertThat(endpoint.current().seeds()).isEmpty();
        }

        assertThat(log.lines("WARN"))
                .singleElement()
                .asString()
                .contains("REDIS_CLUSTER_SECRET: the secret is empty", "serving=nothing: no REDIS_CLUSTER_URL is set");
    }

    @Test
    void read_unforeseenFailure_isAnErrorAndRepeated() {
        source.bugs.add(new IllegalStateException("first"));
        source.bugs.add(new IllegalStateException("second"));
        source.text = FIRST_TEXT;
        try (SecretEndpoint endpoint = open(CONFIGURED, QUICK)) {
            Await.until(SOON, "the secret", () -> endpoint.current().equals(FIRST));
        }

        assertThat(log.lines("ERROR")).hasSize(1);
    }

    @Test
    void refused_credentialsThatWereRotated_readsTheNewOnes() {
        source.text = FIRST_TEXT;
        try (SecretEndpoint endpoint = open(CONFIGURED, QUICK)) {
            Await.until(SOON, "the secret", () -> endpoint.current().equals(FIRST));
            source.text = SECOND_TEXT;
            refuseUntil(endpoint, FIRST, SECOND);

            assertThat(endpoint.current()).isEqualTo(SECOND);
        }
        assertThat(log.lines("WARN")).isEmpty();
        assertThat(log.lines("INFO")).hasSize(2);
    }

    @Test
    void refused_whatIsNoLongerCurrent_readsNothing() {
        source.text = FIRST_TEXT;
        try (SecretEndpoint endpoint = open(CONFIGURED, QUICK)) {
            Await.until(SOON, "the line after the read", () -> log.lines().size() == 1);
            endpoint.refused(CONFIGURED);
            endpoint.refused(SECOND);
            refuseUntilRead(endpoint, FIRST, 2);
        }

        assertThat(source.reads).hasValue(2);
    }

    @Test
    void refused_againAndAgainWithTheSameSecret_warnsOnce() {
        source.text = FIRST_TEXT;
        try (SecretEndpoint endpoint = open(CONFIGURED, QUICK)) {
            Await.until(SOON, "the secret", () -> endpoint.current().equals(FIRST));
            refuseUntilRead(endpoint, FIRST, 5);
        }

        assertThat(log.lines("INFO")).hasSize(1);
        assertThat(log.lines("WARN"))
                .singleElement()
                .asString()
                .contains("Redis refuses the credentials, and the secret still has the same");
    }

    @Test
    void refused_inAStorm_readsAtMostOnceInTheTimeGiven() {
        source.text = FIRST_TEXT;
        try (SecretEndpoint endpoint = open(CONFIGURED, NEVER_TWICE)) {
            Await.until(SOON, "the secret", () -> endpoint.current().equals(FIRST));
            for (int i = 0; i < 100_000; i++) {
                endpoint.refused(FIRST);
            }

            assertThat(source.reads).hasValue(1);
        }
    }

    @Test
    void refused_whileTheSecretCannotBeRead_keepsTheLastGoodAndRepeats() {
        source.text = FIRST_TEXT;
        try (SecretEndpoint endpoint = open(CONFIGURED, QUICK)) {
            Await.until(SOON, "the secret", () -> endpoint.current().equals(FIRST));
            source.text = "{";
            refuseUntilRead(endpoint, FIRST, 5);
            assertThat(endpoint.current()).isEqualTo(FIRST);
            source.text = SECOND_TEXT;

            Await.until(SOON, "the new secret", () -> endpoint.current().equals(SECOND));
        }
        assertThat(log.lines("WARN"))
                .singleElement()
                .asString()
                .contains("is not valid JSON", "serving=what the secret said before");
    }

    @Test
    void unreachable_clusterThatHasMoved_readsWhereItIs() {
        source.text = FIRST_TEXT;
        try (SecretEndpoint endpoint = open(CONFIGURED, QUICK)) {
            Await.until(SOON, "the secret", () -> endpoint.current().equals(FIRST));
            source.text = "redis://:password-to-hide@second";
            Await.until(SOON, "the new place", () -> {
                endpoint.unreachable(FIRST);
                return endpoint.current().equals(redis("second", "password-to-hide"));
            });
        }

        assertThat(log.lines("WARN")).isEmpty();
    }

    @Test
    void unreachable_whileTheSecretStaysTheSame_warnsOfNothing() {
        source.text = FIRST_TEXT;
        try (SecretEndpoint endpoint = open(CONFIGURED, QUICK)) {
            Await.until(SOON, "more reads", () -> {
                endpoint.unreachable(FIRST);
                return source.reads.get() >= 5;
            });
        }

        assertThat(log.lines()).hasSize(1);
    }

    @Test
    void unreachable_whatIsNoLongerCurrent_readsNothing() {
        source.text = FIRST_TEXT;
        try (SecretEndpoint endpoint = open(CONFIGURED, QUICK)) {
            Await.until(SOON, "the line after the read", () -> log.lines().size() == 1);
            long end = System.nanoTime() + QUICK.losses().multipliedBy(3).toNanos();
            while (System.nanoTime() < end) {
                endpoint.unreachable(CONFIGURED);
                endpoint.unreachable(SECOND);
            }
        }

        assertThat(source.reads).hasValue(1);
    }

    @Test
    void unreachable_soonAfterARead_readsNothingAndHoldsUpNoRefusal() {
        source.text = FIRST_TEXT;
        try (SecretEndpoint endpoint = open(CONFIGURED, SELDOM_FOR_LOSSES)) {
            Await.until(SOON, "the secret", () -> endpoint.current().equals(FIRST));
            for (int i = 0; i < 100_000; i++) {
                endpoint.unreachable(FIRST);
            }
            assertThat(source.reads).hasValue(1);
            source.text = SECOND_TEXT;

            Await.until(SOON, "the new secret", () -> {
                endpoint.unreachable(FIRST);
                endpoint.refused(FIRST);
                return endpoint.current().equals(SECOND);
            });
        }
    }

    @Test
    void close_betweenReads_closesTheSourceAndReadsNoMore() {
        source.text = "";
        SecretEndpoint endpoint = open(CONFIGURED, QUICK);
        Await.until(SOON, "reads", () -> source.reads.get() > 2);
        endpoint.close();
        Await.until(SOON, "the source closed", () -> source.closes.get() == 1);
        int reads = source.reads.get();
        endpoint.close();
        endpoint.refused(CONFIGURED);
        Thread owner = source.thread();
        Await.until(SOON, "the thread ended", () -> !owner.isAlive());

        assertThat(source.reads).hasValue(reads);
        assertThat(source.closes).hasValue(1);
        assertThat(endpoint.current()).isEqualTo(CONFIGURED);
    }

    private SecretEndpoint open(RedisConfig fallback, Pauses pauses) {
        return SecretEndpoint.open(SECRET, fallback, () -> source, pauses);
    }

    /** As a link does: with each connection that is refused. */
    private static void refuseUntil(SecretEndpoint endpoint, RedisConfig refused, RedisConfig expected) {
        Await.until(SOON, "another secret", () -> {
            endpoint.refused(refused);
            return endpoint.current().equals(expected);
        });
    }

    private void refuseUntilRead(SecretEndpoint endpoint, RedisConfig refused, int reads) {
        Await.until(SOON, "another read", () -> {
            if (source.reads.get() < reads) {
                endpoint.refused(refused);
            }
            return source.reads.get() >= reads;
        });
    }

    /** Fails with what is queued, then gives the text. */
    private static final class FakeSource implements SecretSource {
        final AtomicInteger reads = new AtomicInteger();
        final AtomicInteger closes = new AtomicInteger();
        final Queue<UnreadableSecret> failures = new ConcurrentLinkedQueue<>();
        final Queue<RuntimeException> bugs = new ConcurrentLinkedQueue<>();
        volatile String text = "";
        volatile CountDownLatch hold = new CountDownLatch(0);
        private volatile Thread thread = Thread.currentThread();

        @Override
        public String read() throws UnreadableSecret {
            thread = Thread.currentThread();
            reads.incrementAndGet();
            try {
                hold.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            UnreadableSecret failure = failures.poll();
            if (failure != null) {
                throw failure;
            }
            RuntimeException bug = bugs.poll();
            if (bug != null) {
                throw bug;
            }
            return text;
        }

        @Override
        public void close() {
            closes.incrementAndGet();
        }

        Thread thread() {
            return thread;
        }
    }
}
