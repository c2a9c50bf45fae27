package dev.yardarm.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.yardarm.flag.Flag;
import dev.yardarm.flag.RolloutPercentage;
import dev.yardarm.http.Mistake.Place;
import dev.yardarm.http.Refusal.Kind;
import dev.yardarm.write.Edit;
import dev.yardarm.write.FlagContent;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of a change. What is not JSON is refused as malformed; JSON that is not a change is refused as invalid, with
 * every mistake in it named.
 */
final class FlagBody {
    /** Names are made up by clients: nothing of them is to stay in memory. */
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    /** No number of a body has more digits than Jackson reads (1,000), so beyond this the digits are far too small. */
    private static final int MOST_SCALE = 2000;

    private final Mistakes mistakes = new Mistakes();
    private final Set<String> seen = new HashSet<>();
    private final boolean nullIsDefault;

    private @Nullable Boolean isEnabled;
    private @Nullable RolloutPercentage rolloutPercentage;
    private @Nullable String description;

    private FlagBody(boolean nullIsDefault) {
        this.nullIsDefault = nullIsDefault;
    }

    /** A merge patch (RFC 7396): a member that is null is removed, which is to say that it takes its default. */
    static Edit.Patch patch(Buffer json) {
        FlagBody body = new FlagBody(true);
        body.parse(json);
        body.mistakes.refuseIfAny(Kind.CONTENT_INVALID, "The body");
        return new Edit.Patch(
                Optional.ofNullable(body.isEnabled),
                Optional.ofNullable(body.rolloutPercentage),
                Optional.ofNullable(body.description));
    }

    /** A whole flag: what is not given takes its default. */
    static Edit.Put put(Buffer json) {
        FlagBody body = new FlagBody(false);
        body.parse(json);
        @Nullable Boolean enabled = body.isEnabled;
        if (!body.seen.contains("isEnabled")) {
            body.mistakes.add(Place.FIELD, "isEnabled", "is required");
        }
        body.mistakes.refuseIfAny(Kind.CONTENT_INVALID, "The body");
        return new Edit.Put(new FlagContent(
                Boolean.TRUE.equals(enabled),
                Optional.ofNullable(body.rolloutPercentage).orElse(RolloutPercentage.ALL),
                Optional.ofNullable(body.description).orElse("")));
    }

    private void parse(Buffer json) {
        try (JsonParser parser = FACTORY.createParser(decode(json))) {
            @Nullable JsonToken first = parser.nextToken();
            if (first == null) {
                throw new Refusal(Kind.MALFORMED, "The body is empty; a JSON object is needed.");
            }
            if (first == JsonToken.START_OBJECT) {
                readMembers(parser);
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
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json.getBytes()))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new Refusal(Kind.MALFORMED, "The body is not UTF-8.");
        }
    }

    private void readMembers(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (seen.add(name)) {
                readMember(name, value, parser);
            } else {
                mistakes.add(Place.FIELD, name, "is given more than once");
            }
            // What is nested is of no type that a member has; it is a mistake already.
            parser.skipChildren();
        }
    }

    private void readMember(String name, JsonToken value, JsonParser parser) throws IOException {
        switch (name) {
            case "isEnabled" -> {
                if (value.isBoolean()) {
                    isEnabled = parser.getBooleanValue();
                } else {
                    mistakes.add(Place.FIELD, name, "must be true or false");
                }
            }
            case "rolloutPercentage" -> rolloutPercentage = readPercentage(name, value, parser);
            case "description" -> description = readDescription(name, value, parser);
            default -> mistakes.add(Place.FIELD, name, "is not a field that can be set");
        }
    }

    private @Nullable RolloutPercentage readPercentage(String name, JsonToken value, JsonParser parser)
            throws IOException {
        if (value == JsonToken.VALUE_NULL && nullIsDefault) {
            return RolloutPercentage.ALL;
        }
        if (!value.isNumeric()) {
            mistakes.add(Place.FIELD, name, "must be a number");
            return null;
        }
        try {
            return percentage(parser.getText());
        } catch (IllegalArgumentException outOfRange) {
            mistakes.add(Place.FIELD, name, "a rollout percentage is 0 to 100 with at most three decimals");
            return null;
        }
    }

    /**
     * Fails with {@link IllegalArgumentException}, of which {@link NumberFormatException} is one: exponents can be beyond
     * what a decimal holds, and those within would cost minutes of arithmetic, so they are not let near any.
     */
    private static RolloutPercentage percentage(String text) {
        BigDecimal number = new BigDecimal(text);
        if (number.signum() == 0) {
            return new RolloutPercentage(BigDecimal.ZERO);
        }
        if (Math.abs((long) number.scale()) > MOST_SCALE) {
            throw new IllegalArgumentException("far from 0 to 100, or far too fine");
        }
        return new RolloutPercentage(number);
    }

    private @Nullable String readDescription(String name, JsonToken value, JsonParser parser) throws IOException {
        if (value == JsonToken.VALUE_NULL && nullIsDefault) {
            return "";
        }
        if (value != JsonToken.VALUE_STRING) {
            mistakes.add(Place.FIELD, name, "must be a string");
            return null;
        }
        try {
            String text = parser.getText();
            Flag.checkDescription(text);
            return text;
        } catch (IllegalArgumentException unfit) {
            mistakes.add(Place.FIELD, name, String.valueOf(unfit.getMessage()));
            return null;
        }
    }
}
