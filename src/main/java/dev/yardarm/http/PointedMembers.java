package dev.yardarm.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.yardarm.http.Mistake.Place;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads values of a nested body. What is wrong with one is noted under its JSON pointer (RFC 6901). */
final class PointedMembers {
    private final Mistakes mistakes;

    PointedMembers(Mistakes mistakes) {
        this.mistakes = mistakes;
    }

    /** Reads one member of an object, or notes what is wrong with it; it need not read what is nested. */
    @FunctionalInterface
    interface Member {
        void read(String name, String pointer, JsonToken value, JsonParser parser) throws IOException;
    }

    void note(String pointer, String message) {
        mistakes.add(Place.FIELD, pointer, message);
    }

    /** The rest of the object whose beginning was read; the names that it has, each read once. */
    Set<String> object(String pointer, JsonParser parser, Member member) throws IOException {
        Set<String> names = new HashSet<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            String inside = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
            JsonToken value = parser.nextToken();
            if (names.add(name)) {
                member.read(name, inside, value, parser);
            } else {
                note(inside, "is given more than once");
            }
            parser.skipChildren();
        }
        return names;
    }

    void require(String pointer, Set<String> names, List<String> required) {
        required.stream()
                .filter(name -> !names.contains(name))
                .forEach(name -> note(pointer + "/" + name, "is required"));
    }

    /** None if it is not a number. */
    @Nullable
    Double number(String pointer, JsonToken value, JsonParser parser) throws IOException {
        if (!value.isNumeric()) {
            note(pointer, "must be a number");
            return null;
        }
        // Of any size: far too large it is infinite, and far too small it is 0, which loses its sign here.
        return Double.parseDouble(parser.getText()) + 0.0;
    }

    /** A number from 0 to 1; none if it is anything else. */
    @Nullable
    Double rate(String pointer, JsonToken value, JsonParser parser) throws IOException {
        @Nullable Double number = number(pointer, value, parser);
        if (number != null && !(number >= 0 && number <= 1)) {
            note(pointer, "must be from 0 to 1");
            return null;
        }
        return number;
    }
}
