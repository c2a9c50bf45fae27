package dev.yardarm.secret;

import dev.yardarm.config.ClusterSecret;
import dev.yardarm.config.InvalidConfig;
import dev.yardarm.config.RedisConfig;
import dev.yardarm.config.RedisEndpoint;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster as a secret names it, and as the configuration names it until the secret has been read.
 *
 * <p>The secret is read at the start, again and again with growing pauses until that succeeds, and after that only when Redis
 * refuses its credentials, as a rotation replaces them, or cannot be reached at all, as after a move. What was read last stays in force while it cannot be read again.
 *
 * <p>At most one read is planned or under way at any time ({@code due}); who is first to ask plans it, and all others do
 * nothing. Reads run on one daemon thread, which owns all other state but {@code current} and {@code lastRead}.
 */
public final class SecretEndpoint implements RedisEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(SecretEndpoint.class);

    private final ClusterSecret secret;
    private final RedisConfig fallback;
    private final Supplier<SecretSource> opener;
    private final Pauses pauses;
    private final ScheduledThreadPoolExecutor thread;
    private final AtomicBoolean due = new AtomicBoolean(true);
    private volatile RedisConfig current;
    private volatile long lastRead;

    private @Nullable SecretSource source;
    private Duration pause;
    private boolean isKnown;
    private boolean isFailing;
    private boolean isRefused;

    /** The problems logged since the secret was last news; no more than there are texts in this package and codes of AWS. */
    private final Set<String> reported = new HashSet<>();

    private SecretEndpoint(ClusterSecret secret, RedisConfig fallback, Supplier<SecretSource> opener, Pauses pauses) {
        this.secret = secret;
        this.fallback = fallback;
        this.opener = opener;
        this.pauses = pauses;
        this.current = fallback;
        this.pause = pauses.first();
        this.thread =
                new ScheduledThreadPoolExecutor(1, SecretEndpoint::daemon, new ThreadPoolExecutor.DiscardPolicy());
    }

    /**
     * The times between reads.
     *
     * @param first after the first failure; doubled with each further one
     * @param most after any failure
     * @param refusals from the start of one read to the next that a refusal causes, at least
     * @param losses from the start of one read to the next that an unreachable cluster causes, at least
     */
    record Pauses(Duration first, Duration most, Duration refusals, Duration losses) {
        static final Pauses DEFAULT =
                new Pauses(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofSeconds(5));
    }

    /**
     * Begins to read the secret, and does not wait for it.
     *
     * @param fallback the cluster as {@code REDIS_CLUSTER_URL} names it; without seeds if it does not
     */
    public static SecretEndpoint open(ClusterSecret secret, RedisConfig fallback) {
        return open(secret, fallback, () -> new SecretsManager(secret.id(), AwsAccess.ofEnvironment()), Pauses.DEFAULT);
    }

    /** @param opener called on the thread that reads */
    static SecretEndpoint open(
            ClusterSecret secret, RedisConfig fallback, Supplier<SecretSource> opener, Pauses pauses) {
        SecretEndpoint endpoint = new SecretEndpoint(secret, fallback, opener, pauses);
        endpoint.thread.execute(endpoint::read);
        return endpoint;
    }

    @Override
    public RedisConfig current() {
        return current;
    }

    @Override
    public void refused(RedisConfig refused) {
        if (refused.equals(current) && due.compareAndSet(false, true)) {
            plan(pauses.refusals().minus(sinceLastRead()), this::readAfterRefusal);
        }
    }

    /** Never plans ahead: a refusal in the meantime is not to wait for it. */
    @Override
    public void unreachable(RedisConfig lost) {
        if (lost.equals(current) && sinceLastRead().compareTo(pauses.losses()) >= 0 && due.compareAndSet(false, true)) {
            plan(Duration.ZERO, this::read);
        }
    }

    private Duration sinceLastRead() {
        return Duration.ofNanos(System.nanoTime() - lastRead);
    }

    /** Ends the thread and the client, behind the call: a read under way is let end, and not repeated. */
    @Override
    public void close() {
        thread.execute(this::end);
    }

    private void end() {
        try {
            if (source != null) {
                source.close();
            }
        } finally {
            // With it go the reads that are planned. Nobody waits for them.
            thread.shutdownNow();
        }
    }

    private void plan(Duration after, Runnable read) {
        // What it completes with is of no interest: a read deals with its own failures.
        var unused = thread.schedule(read, after.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void readAfterRefusal() {
        isRefused = true;
        read();
    }

    private void read() {
        lastRead = System.nanoTime();
        try {
            adopt(secret.redis(SecretText.parse(source().read())));
        } catch (InvalidConfig malformed) {
            failed(
                    new UnreadableSecret(
                            String.join("; ", malformed.mistakes()),
                            "give it the form redis[s]://[user][:password]@host[:port],… or a JSON object with url, username, password"));
        } catch (UnreadableSecret unreadable) {
            failed(unreadable);
        } catch (RuntimeException bug) {
            // The thread must outlive it, for all that depends on a later read.
            failed(bug);
        }
    }

    private SecretSource source() {
        if (source == null) {
            source = opener.get();
        }
        return source;
    }

    private void adopt(RedisConfig redis) {
        boolean isNew = !isKnown || !redis.equals(current);
        boolean isMended = isFailing;
        isKnown = true;
        isFailing = false;
        pause = pauses.first();
        if (isNew || isMended) {
            reported.clear();
            LOG.atInfo()
                    .addKeyValue("secret_id", secret.id())
                    .addKeyValue("seeds", redis.seeds())
                    .addKeyValue("tls", redis.tls())
                    .addKeyValue("changed", isNew)
                    .log("Redis Cluster is where its secret says");
        } else if (isRefused) {
            report(new UnreadableSecret(
                    "Redis refuses the credentials, and the secret still has the same",
                    "put those into the secret that Redis accepts, or the reverse"));
        }
        isRefused = false;
        current = redis;
        due.set(false);
    }

    private void failed(UnreadableSecret why) {
        report(why);
        again();
    }

    private void failed(RuntimeException bug) {
        if (reported.add(bug.getClass().getName())) {
            LOG.atError()
                    .addKeyValue("secret_id", secret.id())
                    .addKeyValue("serving", serving())
                    .setCause(bug)
                    .log("Reading the secret that names Redis Cluster failed in an unforeseen way");
        }
        again();
    }

    /** Half of the pause is certain and half is drawn, so that gateways that failed together do not ask together. */
    private void again() {
        isFailing = true;
        long half = pause.toNanos() / 2;
        plan(Duration.ofNanos(half + ThreadLocalRandom.current().nextLong(half + 1)), this::read);
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(pauses.most()) > 0 ? pauses.most() : twice;
    }

    private void report(UnreadableSecret why) {
        if (reported.add(why.problem() + why.error())) {
            LOG.atWarn()
                    .addKeyValue("secret_id", secret.id())
                    .addKeyValue("problem", why.problem())
                    .addKeyValue("error", why.error().orElse("none"))
                    .addKeyValue("remedy", why.remedy())
                    .addKeyValue("serving", serving())
                    .log("The secret that names Redis Cluster cannot be used");
        }
    }

    /** Where the cluster is looked for meanwhile. */
    private String serving() {
        if (isKnown) {
            return "what the secret said before";
        }
        return fallback.seeds().isEmpty() ? "nothing: no REDIS_CLUSTER_URL is set" : "REDIS_CLUSTER_URL";
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "redis-secret");
        thread.setDaemon(true);
        return thread;
    }
}
