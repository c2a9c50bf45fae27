package dev.yardarm;

import dev.yardarm.config.Config;
import dev.yardarm.config.ConfigReader;
import dev.yardarm.config.InvalidConfig;
import dev.yardarm.logging.Logging;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.LoggerFactory;

/**
 * The program: environment and {@code conf/} to configuration to gateway.
 *
 * <p>Exit codes: 0 after SIGTERM or SIGINT, 1 if it cannot listen, 2 if the configuration or the arguments have mistakes; then
 * each is named on stderr and nothing was started.
 */
public final class Main {
    private static final int CANNOT_LISTEN = 1;
    private static final int MISTAKEN = 2;

    /** For closing what the grace for requests does not cover. */
    private static final long CLOSING_MILLIS = 5_000;

    private Main() {}

    public static void main(String[] arguments) {
        if (arguments.length > 0) {
            fail(
                    MISTAKEN,
                    "yardarm takes no arguments; it is configured by environment variables and conf/yardarm.properties");
        }
        try {
            run(ConfigReader.read(System.getenv(), Path.of("")));
        } catch (InvalidConfig invalid) {
            fail(MISTAKEN, String.join(System.lineSeparator(), invalid.mistakes()));
        }
    }

    private static void run(Config config) {
        Logging.configure(config.log());
        CompletableFuture<Gateway> started = new CompletableFuture<>();
        // Before the start: a signal may come at any time.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(started, config), "shutdown"));
        Gateway.start(config).onSuccess(started::complete).onFailure(failure -> {
            started.cancel(false);
            Logging.flush();
            System.err.println("yardarm cannot start: " + failure.getMessage());
            Runtime.getRuntime().halt(CANNOT_LISTEN);
        });
    }

    /** The JVM would exit with the signal's number; a stop that was asked for is no error, so it is halted with 0. */
    private static void stop(CompletableFuture<Gateway> started, Config config) {
        try {
            started.thenCompose(Gateway::close)
                    .get(config.shutdownGrace().toMillis() + CLOSING_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException | CancellationException unclean) {
            LoggerFactory.getLogger(Main.class)
                    .atWarn()
                    .setCause(unclean)
                    .log("Not everything could be closed in time");
        }
        Logging.shutdown();
        Runtime.getRuntime().halt(0);
    }

    private static void fail(int code, String message) {
        System.err.println(message);
        System.exit(code);
    }
}
