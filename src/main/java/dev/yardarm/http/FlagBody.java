package dev.yardarm.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.yardarm.flag.Flag;
import dev.yardarm.flag.RolloutPercentage;
import dev.yardarm.http.Mistake.Place;
import dev.yardarm.http.Refusal.Kind;
import dev.yardarm.write.Edit;
import dev.yardarm.write.FlagContent;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The body of a change. JSON that is not a change is refused as invalid, with every mistake in it named. */
final class FlagBody {
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
        JsonBody.read(json, body::readMembers);
        body.mistakes.refuseIfAny(Kind.CONTENT_INVALID, "The body");
        return new Edit.Patch(
                Optional.ofNullable(body.isEnabled),
                Optional.ofNullable(body.rolloutPercentage),
                Optional.ofNullable(body.description));
    }

    /** A whole flag: what is not given takes its default. */
    static Edit.Put put(Buffer json) {
        FlagBody body = new FlagBody(false);
        JsonBody.read(json, body::readMembers);
        if (!body.seen.contains("isEnabled")) {
            body.mistakes.add(Place.FIELD, "isEnabled", "is required");
        }
        body.mistakes.refuseIfAny(Kind.CONTENT_INVALID, "The body");
        return new Edit.Put(new FlagContent(
                Boolean.TRUE.equals(body.isEnabled),
                Optional.ofNullable(body.rolloutPercentage).orElse(RolloutPercentage.ALL),
                Optional.ofNullable(body.description).orElse("")));
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
