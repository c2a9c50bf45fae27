package dev.yardarm.http;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.http.Mistake.Place;
import dev.yardarm.write.Precondition;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the target and the headers of a request say. A mistake does not stop the reading: the value in question gets a
 * stand-in, and {@link #check} refuses the request with all mistakes named. So no value may be used before that.
 */
final class Inputs {
    static final CharSequence MIN_REVISION = HttpHeaders.createOptimized("flags-min-revision");
    static final Set<String> ENVIRONMENT_ONLY = Set.of("environment");
    static final Set<String> HISTORY = Set.of("environment", "limit", "before");

    private static final FlagKey STAND_IN = new FlagKey("-");
    private static final int MOST_CHANGES = 200;
    private static final int USUAL_CHANGES = 50;

    private final Mistakes mistakes = new Mistakes();
    private final Exchange exchange;
    private final MultiMap headers;
    private final Map<String, String> parameters;

    Inputs(Exchange exchange, Set<String> known) {
        this.exchange = exchange;
        this.headers = exchange.request().headers();
        this.parameters = QueryString.parse(exchange.request().query(), known, mistakes);
    }

    FlagKey flagKey() {
        return attempt(Place.PARAMETER, "flagKey", exchange.flagKey(), STAND_IN, FlagKey::new);
    }

    Environment environment(Environment otherwise) {
        @Nullable String name = parameters.get("environment");
        Environment environment =
                name == null ? otherwise : attempt(Place.PARAMETER, "environment", name, otherwise, Environment::new);
        exchange.concerns(environment);
        return environment;
    }

    int limit() {
        @Nullable String limit = parameters.get("limit");
        return limit == null
                ? USUAL_CHANGES
                : attempt(Place.PARAMETER, "limit", limit, USUAL_CHANGES, Inputs::parseLimit);
    }

    Optional<Revision> before() {
        return Optional.ofNullable(parameters.get("before"))
                .map(before -> attempt(Place.PARAMETER, "before", before, Revision.NONE, Revision::parse));
    }

    Revision minRevision() {
        if (!headers.contains(MIN_REVISION)) {
            return Revision.NONE;
        }
        return attempt(Place.HEADER, "Flags-Min-Revision", headers.getAll(MIN_REVISION), Revision.NONE, fields -> {
            if (fields.size() > 1) {
                throw new IllegalArgumentException("is given more than once");
            }
            return Revision.parse(fields.get(0));
        });
    }

    EntityTags ifMatch() {
        return entityTags(HttpHeaders.IF_MATCH, "If-Match");
    }

    EntityTags ifNoneMatch() {
        return entityTags(HttpHeaders.IF_NONE_MATCH, "If-None-Match");
    }

    /**
     * What must hold for a change to be made. {@code If-None-Match} with tags is refused: it would have to fail on a match,
     * and nobody wants to change a flag at any revision but one.
     */
    Precondition precondition(boolean mayCreate) {
        EntityTags match = ifMatch();
        EntityTags noneMatch = ifNoneMatch();
        if (!noneMatch.isAbsent() && !(noneMatch.any() && mayCreate)) {
            mistakes.add(Place.HEADER, "If-None-Match", mayCreate ? "takes * alone" : "has no use here");
        }
        if (!noneMatch.isAbsent() && !match.isAbsent()) {
            mistakes.add(Place.HEADER, "If-None-Match", "contradicts If-Match");
        }
        if (match.isAbsent()) {
            return noneMatch.isAbsent() ? new Precondition.None() : new Precondition.Absent();
        }
        return match.any() ? new Precondition.Exists() : new Precondition.AtRevision(match.revisions());
    }

    /** Throws a {@link Refusal} if anything that was asked for so far is wrong, or a parameter is. */
    void check() {
        mistakes.refuseIfAny(Refusal.Kind.MALFORMED, "The request");
    }

    private EntityTags entityTags(CharSequence name, String shown) {
        if (!headers.contains(name)) {
            return EntityTags.ABSENT;
        }
        List<String> fields = headers.getAll(name);
        return attempt(Place.HEADER, shown, fields, EntityTags.ABSENT, EntityTags::parse);
    }

    private <A, T> T attempt(Place place, String name, A given, T standIn, Function<A, T> parse) {
        try {
            return parse.apply(given);
        } catch (IllegalArgumentException mistake) {
            mistakes.add(place, name, String.valueOf(mistake.getMessage()));
            return standIn;
        }
    }

    private static int parseLimit(String text) {
        long limit = text.length() > 3 ? 0 : Revision.parse(text).value();
        if (limit < 1 || limit > MOST_CHANGES) {
            throw new IllegalArgumentException("a limit is 1 to " + MOST_CHANGES);
        }
        return (int) limit;
    }
}
