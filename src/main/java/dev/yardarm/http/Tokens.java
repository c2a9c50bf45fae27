package dev.yardarm.http;

import dev.yardarm.config.TokenHash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that are good for one kind of request, known by their hashes alone.
 *
 * <p>A token is compared with every hash, each in constant time and with no early exit, so that the time an answer takes
 * says nothing about which hash was nearly met.
 */
final class Tokens {
    private final List<Hash> tokens;

    private Tokens(List<Hash> tokens) {
        this.tokens = List.copyOf(tokens);
    }

    /** A token as its hash, ready to be compared. */
    private static final class Hash {
        private final String name;
        private final byte[] sha256;

        private Hash(TokenHash token) {
            this.name = token.name();
            this.sha256 = token.sha256();
        }
    }

    static Tokens of(List<TokenHash> tokens) {
        return new Tokens(tokens.stream().map(Hash::new).toList());
    }

    static Tokens none() {
        return of(List.of());
    }

    boolean isEmpty() {
        return tokens.isEmpty();
    }

    /** The name of the token with this hash; of several with the same hash, the last. */
    Optional<String> nameOf(byte[] sha256) {
        @Nullable String name = null;
        for (Hash token : tokens) {
            name = MessageDigest.isEqual(token.sha256, sha256) ? token.name : name;
        }
        return Optional.ofNullable(name);
    }

    static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JVM has SHA-256", impossible);
        }
    }
}
