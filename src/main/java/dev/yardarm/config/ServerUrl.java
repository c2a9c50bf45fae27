package dev.yardarm.config;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A URL of a server, taken apart: {@code scheme://[user][:password]@hosts[/path][?name=value&…]}.
 *
 * <p>Characters that mean something to the form are written {@code %XX} (RFC 3986, section 2.1), in UTF-8. An empty
 * user or password is none.
 *
 * @param hosts as written
 * @param path decoded, without the slash before it; empty if there is none
 * @param parameters decoded, each one of those allowed
 */
record ServerUrl(
        String scheme,
        Optional<String> user,
        Optional<Secret> password,
        String hosts,
        String path,
        Map<String, String> parameters) {

    /** Fails on any scheme or parameter that is not named here. */
    static ServerUrl parse(String text, Set<String> schemes, Set<String> parameters) throws Mistake {
        if (text.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            throw new Mistake("has a blank or a control character, to be written %20 or the like");
        }
        if (text.indexOf('#') >= 0) {
            throw new Mistake("has a '#', to be written %23");
        }
        int afterScheme = text.indexOf("://");
        if (afterScheme < 0 || !schemes.contains(text.substring(0, afterScheme))) {
            throw new Mistake("must begin with one of: "
                    + String.join(
                            ", ",
                            schemes.stream()
                                    .sorted()
                                    .map(scheme -> scheme + "://")
                                    .toList()));
        }
        String[] resource = text.substring(afterScheme + 3).split("\\?", 2);
        int slash = resource[0].indexOf('/');
        String authority = slash < 0 ? resource[0] : resource[0].substring(0, slash);
        int at = authority.indexOf('@');
        if (at != authority.lastIndexOf('@')) {
            throw new Mistake("has an '@' in the user or the password, to be written %40");
        }
        String[] credentials = (at < 0 ? "" : authority.substring(0, at)).split(":", 2);
        return new ServerUrl(
                text.substring(0, afterScheme),
                Optional.of(decode(credentials[0])).filter(user -> !user.isEmpty()),
                Optional.of(credentials.length < 2 ? "" : decode(credentials[1]))
                        .filter(password -> !password.isEmpty())
                        .map(Secret::new),
                authority.substring(at + 1),
                slash < 0 ? "" : decode(resource[0].substring(slash + 1)),
                resource.length < 2 ? Map.of() : parameters(resource[1], parameters));
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    private static Map<String, String> parameters(String query, Set<String> allowed) throws Mistake {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : query.split("&", -1)) {
            String[] parts = parameter.split("=", 2);
            String name = decode(parts[0]);
            if (!allowed.contains(name)) {
                throw new Mistake("has a parameter other than "
                        + String.join(", ", allowed.stream().sorted().toList())
                        + " (a '?' in the user or the password is written %3F)");
            }
            if (parts.length < 2 || parts[1].isEmpty()) {
                throw new Mistake("has no value for " + name);
            }
            if (parameters.putIfAbsent(name, decode(parts[1])) != null) {
                throw new Mistake("has " + name + " twice");
            }
        }
        return parameters;
    }

    private static String decode(String text) throws Mistake {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < encoded.length; i++) {
            if (encoded[i] != '%') {
                bytes.write(encoded[i]);
            } else {
                bytes.write(escaped(encoded, i));
                i += 2;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException invalid) {
            throw new Mistake("has a byte written with '%' that is not UTF-8");
        }
    }

    private static int escaped(byte[] encoded, int percent) throws Mistake {
        if (percent + 2 >= encoded.length
                || !HexFormat.isHexDigit(encoded[percent + 1])
                || !HexFormat.isHexDigit(encoded[percent + 2])) {
            throw new Mistake("has a '%' that is not followed by two hex digits; itself it is written %25");
        }
        int value = HexFormat.fromHexDigit(encoded[percent + 1]) * 16 + HexFormat.fromHexDigit(encoded[percent + 2]);
        if (value == 0) {
            throw new Mistake("has %00, which no user, password or name can contain");
        }
        return value;
    }
}
