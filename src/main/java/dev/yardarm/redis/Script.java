package dev.yardarm.redis;

import dev.yardarm.redis.cluster.Answer;
import dev.yardarm.redis.cluster.CommandRouter;
import dev.yardarm.redis.cluster.NodeFailure;
import dev.yardarm.redis.cluster.Slot;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.UnaryOperator;

/**
 * A script that runs on a key's primary, known to Redis by its SHA-1 (Redis manual, "EVALSHA"). A node that does not know it,
 * after a restart or a failover, is sent it whole.
 */
final class Script {
    private final String source;
    private final String sha;

    private Script(String source) {
        this.source = source;
        this.sha = HexFormat.of().formatHex(sha1(source));
    }

    /** From a resource of this package. */
    static Script load(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar has no " + name);
            }
            return new Script(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("reading " + name, unreadable);
        }
    }

    private static byte[] sha1(String text) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /**
     * Runs the script on one key.
     *
     * @param arguments adds the script's arguments to the command
     */
    Future<Answer> run(CommandRouter router, String key, UnaryOperator<Request> arguments) {
        Slot slot = Slot.of(key);
        return router.write(slot, command(Command.EVALSHA, sha, key, arguments))
                .recover(
                        failure -> failure instanceof NodeFailure refusal && refusal.kind() == NodeFailure.Kind.NOSCRIPT
                                ? router.write(slot, command(Command.EVAL, source, key, arguments))
                                : Future.failedFuture(failure));
    }

    private static Request command(Command command, String script, String key, UnaryOperator<Request> arguments) {
        return arguments.apply(Request.cmd(command).arg(script).arg(1).arg(key));
    }
}
