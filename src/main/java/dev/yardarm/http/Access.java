package dev.yardarm.http;

import dev.yardarm.config.TokenConfig;
import dev.yardarm.http.Refusal.Kind;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who may do what: admin tokens change flags and the migration, client tokens read them, and where there are no client tokens everybody
 * reads. A bearer token is sent as RFC 6750, section 2.1 says.
 */
public final class Access {
    private static final String NOBODY = "-";
    private static final CharSequence WWW_AUTHENTICATE = HttpHeaders.createOptimized("www-authenticate");
    private static final String CHALLENGE = "Bearer realm=\"yardarm\"";

    /** RFC 6750, section 2.1; schemes are told apart without regard to case (RFC 9110, section 11.1). */
    private static final Pattern BEARER = Pattern.compile("Bearer +([A-Za-z0-9._~+/-]+=*) *", Pattern.CASE_INSENSITIVE);

    private final Tokens admins;
    private final Tokens clients;

    Access(Tokens admins, Tokens clients) {
        this.admins = admins;
        this.clients = clients;
    }

    public static Access of(TokenConfig tokens) {
        return new Access(Tokens.of(tokens.admins()), Tokens.of(tokens.clients()));
    }

    /** Admits a request by its headers or throws a {@link Refusal}; gives the name of its token, {@code -} if it needs none. */
    interface Guard {
        Guard OPEN = headers -> NOBODY;

        String admit(MultiMap headers);
    }

    /** For changes and all that is not everybody's to read. */
    Guard admin() {
        if (admins.isEmpty()) {
            return headers -> {
                throw new Refusal(
                        Kind.FORBIDDEN, "This gateway takes no changes: ADMIN_TOKENS is not set in its configuration.");
            };
        }
        return this::admitAdmin;
    }

    /** For reads. */
    Guard reader() {
        return clients.isEmpty() ? Guard.OPEN : this::admitReader;
    }

    private String admitAdmin(MultiMap headers) {
        byte[] hash = Tokens.hash(token(headers));
        Optional<String> admin = admins.nameOf(hash);
        boolean isClient = clients.nameOf(hash).isPresent();
        if (admin.isEmpty() && isClient) {
            throw new Refusal(Kind.FORBIDDEN, "This token is for reading; an admin token is needed.")
                    .withHeader(WWW_AUTHENTICATE, CHALLENGE + ", error=\"insufficient_scope\"");
        }
        return admin.orElseThrow(Access::unknownToken);
    }

    private String admitReader(MultiMap headers) {
        byte[] hash = Tokens.hash(token(headers));
        Optional<String> admin = admins.nameOf(hash);
        Optional<String> client = clients.nameOf(hash);
        return client.or(() -> admin).orElseThrow(Access::unknownToken);
    }

    private static String token(MultiMap headers) {
        List<String> credentials = headers.getAll(HttpHeaders.AUTHORIZATION);
        if (credentials.isEmpty()) {
            throw unauthenticated("A token is needed: Authorization: Bearer <token>.", CHALLENGE);
        }
        if (credentials.size() > 1) {
            throw Refusal.ofHeader(Kind.MALFORMED, "Authorization", "is given more than once");
        }
        String value = credentials.get(0);
        if (!AsciiString.regionMatches(value, true, 0, "Bearer", 0, "Bearer".length())) {
            throw unauthenticated("The Authorization header is of another scheme than Bearer.", CHALLENGE);
        }
        Matcher bearer = BEARER.matcher(value);
        if (!bearer.matches()) {
            throw unauthenticated("The Authorization header holds no token.", invalidToken());
        }
        return bearer.group(1);
    }

    private static Refusal unknownToken() {
        return unauthenticated("The token is not one of this gateway's.", invalidToken());
    }

    private static Refusal unauthenticated(String detail, String challenge) {
        return new Refusal(Kind.UNAUTHENTICATED, detail).withHeader(WWW_AUTHENTICATE, challenge);
    }

    private static String invalidToken() {
        return CHALLENGE + ", error=\"invalid_token\"";
    }
}
