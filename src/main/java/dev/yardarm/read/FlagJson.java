package dev.yardarm.read;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Flag;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.flag.RolloutPercentage;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of flags, the same bytes in HTTP answers and in Redis.
 *
 * <p>Reading is strict: exactly the members that {@link #encode} writes, each once. What is otherwise is damaged, or was
 * written by something that is not this gateway.
 */
public final class FlagJson {
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
    private static final int MOST_NESTING = 2;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_NESTING)
                    .build())
            .build();

    private FlagJson() {}

    /** One flag, as an object of the seven members of the contract, in its order. */
    public static Buffer encode(Flag flag) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            write(json, flag);
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return Buffer.buffer(out.toByteArray());
    }

    /** Writes one flag as the next value. */
    public static void write(JsonGenerator json, Flag flag) throws IOException {
        json.writeStartObject();
        json.writeStringField("key", flag.key().value());
        json.writeStringField("environment", flag.environment().value());
        json.writeBooleanField("isEnabled", flag.isEnabled());
        json.writeNumberField("rolloutPercentage", flag.rolloutPercentage().value());
        json.writeStringField("description", flag.description());
        json.writeNumberField("revision", flag.revision().value());
        json.writeStringField("updatedAt", time(flag.updatedAt()));
        json.writeEndObject();
    }

    /** An instant in UTC with exactly three decimals (RFC 3339, section 5.6). */
    public static String time(Instant instant) {
        return TIME.format(instant);
    }

    /** All flags of an environment, each with the bytes that it has. Names need no escaping: their forms forbid it. */
    static Buffer encodeList(Environment environment, Revision revision, Collection<EncodedFlag> flags) {
        String head = "{\"environment\":\"" + environment + "\",\"revision\":" + revision + ",\"flags\":[";
        String tail = "]}";
        // Exactly as large as it is going to be, since it is kept for long.
        int size = head.length() + tail.length() + Math.max(0, flags.size() - 1);
        for (EncodedFlag flag : flags) {
            size += flag.json().length();
        }
        Buffer json = Buffer.buffer(size).appendString(head);
        String separator = "";
        for (EncodedFlag flag : flags) {
            json.appendString(separator).appendBuffer(flag.json());
            separator = ",";
        }
        return json.appendString(tail);
    }

    /** Fails with {@link IllegalArgumentException} if the bytes are anything but one whole, valid flag. */
    public static Flag decode(Buffer json) {
        // A byte order mark, or UTF-16 and UTF-32: a parser takes them, but they are not the bytes to answer with.
        expect(json.length() > 1 && json.getByte(0) == '{' && json.getByte(1) != 0, "not an object in UTF-8");
        byte[] bytes = json.getBytes();
        expect(isUtf8(bytes), "not UTF-8");
        try (JsonParser parser = FACTORY.createParser(bytes)) {
            Members members = new Members();
            expect(parser.nextToken() == JsonToken.START_OBJECT, "not an object");
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                members.read(parser.currentName(), parser);
            }
            expect(parser.currentToken() == JsonToken.END_OBJECT, "cut off");
            expect(parser.nextToken() == null, "more than one value");
            return members.flag();
        } catch (IOException | DateTimeParseException damaged) {
            throw new IllegalArgumentException("not the JSON of a flag", damaged);
        }
    }

    /** The parser takes surrogates in three bytes each, which UTF-8 forbids (RFC 3629, section 3); the decoder does not. */
    private static boolean isUtf8(byte[] bytes) {
        try {
            return isAscii(bytes)
                    || StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .hasRemaining();
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte each : bytes) {
            if (each < 0) {
                return false;
            }
        }
        return true;
    }

    private static void expect(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("not the JSON of a flag: " + otherwise);
        }
    }

    /** What has been read of a flag so far. */
    private static final class Members {
        private @Nullable FlagKey key;
        private @Nullable Environment environment;
        private @Nullable Boolean isEnabled;
        private @Nullable RolloutPercentage rolloutPercentage;
        private @Nullable String description;
        private @Nullable Revision revision;
        private @Nullable Instant updatedAt;

        void read(String name, JsonParser parser) throws IOException {
            JsonToken value = parser.nextToken();
            switch (name) {
                case "key" -> key = new FlagKey(text(parser, value));
                case "environment" -> environment = new Environment(text(parser, value));
                case "isEnabled" -> {
                    expect(value.isBoolean(), "isEnabled");
                    isEnabled = parser.getBooleanValue();
                }
                case "rolloutPercentage" -> {
                    expect(value.isNumeric(), "rolloutPercentage");
                    rolloutPercentage = new RolloutPercentage(parser.getDecimalValue());
                }
                case "description" -> description = text(parser, value);
                case "revision" -> {
                    expect(value == JsonToken.VALUE_NUMBER_INT, "revision");
                    revision = new Revision(parser.getLongValue());
                }
                case "updatedAt" -> updatedAt = Instant.parse(text(parser, value));
                default -> expect(false, "unknown member");
            }
        }

        private static String text(JsonParser parser, JsonToken value) throws IOException {
            expect(value == JsonToken.VALUE_STRING, "a text is expected");
            return parser.getText();
        }

        Flag flag() {
            if (key == null
                    || environment == null
                    || isEnabled == null
                    || rolloutPercentage == null
                    || description == null
                    || revision == null
                    || updatedAt == null) {
                throw new IllegalArgumentException("not the JSON of a flag: a member is missing");
            }
            return new Flag(key, environment, isEnabled, rolloutPercentage, description, revision, updatedAt);
        }
    }
}
