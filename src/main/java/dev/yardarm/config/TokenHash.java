package dev.yardarm.config;

import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A token as the gateway knows it: who holds it, and the SHA-256 of its UTF-8 bytes, never the token.
 *
 * @param name 1 to 64 characters of {@code [A-Za-z0-9._-]}
 * @param hex 64 hex digits, kept in lower case; not printed
 */
public record TokenHash(String name, String hex) {
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    static final Pattern HASH = Pattern.compile("[0-9A-Fa-f]{64}");

    public TokenHash {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a token's name is 1 to 64 characters of [A-Za-z0-9._-]");
        }
        if (!HASH.matcher(hex).matches()) {
            throw new IllegalArgumentException("a token's hash is 64 hex digits");
        }
        hex = hex.toLowerCase(Locale.ROOT);
    }

    /** The 32 bytes, a new array each time; compare them with {@link java.security.MessageDigest#isEqual}. */
    public byte[] sha256() {
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public String toString() {
        return "TokenHash[name=" + name + "]";
    }
}
