package dev.yardarm.http;

import dev.yardarm.http.Mistake.Place;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with a request, so that the answer names all of it at once. */
final class Mistakes {
    /** Enough for any honest request; an answer must not grow with what somebody makes up. */
    private static final int MOST_NAMED = 100;

    /** Made with the first one: most requests have none. */
    private @Nullable List<Mistake> found;

    private int count;

    void add(Place place, String name, String message) {
        if (found == null) {
            found = new ArrayList<>();
        }
        if (count < MOST_NAMED) {
            found.add(new Mistake(place, name, message));
        }
        count++;
    }

    /** Throws a {@link Refusal} if there are any. */
    void refuseIfAny(Refusal.Kind kind, String what) {
        if (found != null) {
            String number = count == 1 ? "one mistake" : count + " mistakes";
            throw new Refusal(kind, what + " has " + number, found);
        }
    }
}
