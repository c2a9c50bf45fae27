package dev.yardarm.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the tokens, {@code ADMIN_TOKENS} and {@code CLIENT_TOKENS}: {@code name:sha256-hex,…}. */
final class TokenSettings {
    private final Settings settings;

    TokenSettings(Settings settings) {
        this.settings = settings;
    }

    TokenConfig read() {
        return new TokenConfig(tokens("ADMIN_TOKENS"), tokens("CLIENT_TOKENS"));
    }

    private List<TokenHash> tokens(String variable) {
        List<TokenHash> tokens = new ArrayList<>();
        Set<String> names = new HashSet<>();
        String[] entries =
                settings.text(variable).map(text -> text.split(",", -1)).orElseGet(() -> new String[0]);
        for (int i = 0; i < entries.length; i++) {
            String entry = entries[i];
            String place = "entry " + (i + 1) + " ";
            settings.check(variable, () -> token(entry, place, names)).ifPresent(tokens::add);
        }
        return tokens;
    }

    private static TokenHash token(String entry, String place, Set<String> names) throws Mistake {
        // The hash is never repeated, nor is the rest: it could be a token itself.
        String[] parts = entry.split(":", -1);
        if (parts.length != 2) {
            throw new Mistake(place + "must be written name:sha256-hex-of-token");
        }
        if (!TokenHash.NAME.matcher(parts[0]).matches()) {
            throw new Mistake(place + "must have a name of 1 to 64 characters of [A-Za-z0-9._-]");
        }
        if (!TokenHash.HASH.matcher(parts[1]).matches()) {
            throw new Mistake(place + "must have the token's SHA-256 as 64 hex digits");
        }
        if (!names.add(parts[0])) {
            throw new Mistake(place + "has the name of an earlier entry");
        }
        return new TokenHash(parts[0], parts[1]);
    }
}
