package dev.yardarm.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.yardarm.http.Refusal.Kind;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A body that has to be one JSON object. What is not JSON is refused as malformed, and any other value as invalid. */
final class JsonBody {
    /** Names are made up by clients: nothing of them is to stay in memory. */
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private JsonBody() {}

    /** Reads an object, from the token after its beginning to its end. */
    @FunctionalInterface
    interface Members {
        void read(JsonParser parser) throws IOException;
    }

    /** Fails with a {@link Refusal}; the members may have been read by then. */
    static void read(Buffer json, Members members) {
        try (JsonParser parser = FACTORY.createParser(decode(json))) {
            @Nullable JsonToken first = parser.nextToken();
            if (first == null) {
                throw new Refusal(Kind.MALFORMED, "The body is empty; a JSON object is needed.");
            }
            if (first == JsonToken.START_OBJECT) {
                members.read(parser);
            } else {
                parser.skipChildren();
            }
            if (parser.nextToken() != null) {
                throw new Refusal(Kind.MALFORMED, "The body holds more than one JSON value.");
            }
            if (first != JsonToken.START_OBJECT) {
                throw new Refusal(Kind.CONTENT_INVALID, "The body is not a JSON object.");
            }
        } catch (StreamConstraintsException tooMuch) {
            throw new Refusal(
                    Kind.MALFORMED, "The body has a name or a number that is too long, or is nested too deeply.");
        } catch (JsonProcessingException notJson) {
            throw notJson(notJson.getLocation());
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading from memory", impossible);
        }
    }

    /** Told by the place alone: the parser's own words speak of its insides. */
    private static Refusal notJson(@Nullable JsonLocation at) {
        String where = at == null ? "" : ": see line " + at.getLineNr() + ", column " + at.getColumnNr();
        return new Refusal(Kind.MALFORMED, "The body is not JSON (RFC 8259)" + where + ".");
    }

    private static String decode(Buffer json) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(json.getBytes());
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException notUtf8) {
            throw new Refusal(Kind.MALFORMED, "The body is not UTF-8.");
        }
    }
}
