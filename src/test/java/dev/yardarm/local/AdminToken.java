package dev.yardarm.local;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/** A token that may change flags, and its hash as {@code ADMIN_TOKENS} wants it. */
public record AdminToken(String value) {

    public static AdminToken random() {
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        return new AdminToken(HexFormat.of().formatHex(random));
    }

    public String sha256() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(value.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
