package dev.yardarm.secret;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.yardarm.config.ClusterSecret;
import dev.yardarm.config.InvalidConfig;
import dev.yardarm.config.Secret;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The text of a secret: the cluster's URL itself, or a JSON object with {@code url} and perhaps {@code username} and
 * {@code password}.
 *
 * <p>Other members are ignored, since AWS's rotation adds its own ({@code engine}, {@code host} and the like). A member that
 * is {@code null} or empty is as one that is not there. Mistakes never repeat the text; the parser's own messages do.
 */
final class SecretText {
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private SecretText() {}

    /** Fails with {@link InvalidConfig} if it has neither form. */
    static ClusterSecret.Content parse(String text) {
        String content = text.strip();
        if (content.isEmpty()) {
            throw mistake("is empty; it must hold redis[s]://… or a JSON object with url, username, password");
        }
        if (content.startsWith("{")) {
            return object(text);
        }
        if (content.startsWith("[") || content.startsWith("\"")) {
            throw mistake("is JSON, but not an object with url, username, password");
        }
        // As it is, blanks around it included: they are a mistake, as in REDIS_CLUSTER_URL.
        return new ClusterSecret.Content(new Secret(text), Optional.empty(), Optional.empty());
    }

    private static ClusterSecret.Content object(String text) {
        Map<String, String> members = members(text);
        String url = members.get("url");
        if (url == null) {
            throw mistake("is a JSON object without url");
        }
        return new ClusterSecret.Content(
                new Secret(url),
                Optional.ofNullable(members.get("username")),
                Optional.ofNullable(members.get("password")).map(Secret::new));
    }

    private static Map<String, String> members(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            Map<String, String> members = new LinkedHashMap<>();
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                read(parser.currentName(), parser, members);
            }
            if (parser.nextToken() != null) {
                throw mistake("has something after its JSON object");
            }
            return members;
        } catch (JsonProcessingException malformed) {
            throw mistake("is not valid JSON, or names a member twice" + place(malformed.getLocation()));
        } catch (IOException impossible) {
            throw mistake("could not be read as JSON");
        }
    }

    private static void read(String name, JsonParser parser, Map<String, String> members) throws IOException {
        JsonToken value = parser.nextToken();
        if (!name.equals("url") && !name.equals("username") && !name.equals("password")) {
            parser.skipChildren();
        } else if (value == JsonToken.VALUE_STRING) {
            if (!parser.getText().isEmpty()) {
                members.put(name, parser.getText());
            }
        } else if (value != JsonToken.VALUE_NULL) {
            throw mistake("has a " + name + " that is not a text");
        }
    }

    private static String place(JsonLocation location) {
        return location == null ? "" : ": line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static InvalidConfig mistake(String what) {
        return new InvalidConfig(List.of(ClusterSecret.SETTING + ": the secret " + what));
    }
}
