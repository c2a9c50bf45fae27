package dev.yardarm.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A request that is not carried out because of what it is: the client's mistake, not ours. The message is the client's to
 * read; it says what is wrong and nothing about the gateway's insides.
 *
 * <p>Without a stack trace: it is an answer, and anybody can ask for any number of it.
 */
final class Refusal extends RuntimeException {
    private final Kind kind;
    private final List<Mistake> mistakes;
    /** What the answer carries beside the problem itself, in this order. */
    private final Map<CharSequence, CharSequence> headers = new LinkedHashMap<>();

    private final Map<String, String> members = new LinkedHashMap<>();

    /** What is wrong with a request; {@link Problems} knows the status of each. */
    enum Kind {
        MALFORMED,
        UNAUTHENTICATED,
        FORBIDDEN,
        NOT_FOUND,
        METHOD_NOT_ALLOWED,
        BODY_TOO_SLOW,
        PRECONDITION_FAILED,
        BODY_TOO_LARGE,
        TARGET_TOO_LONG,
        MEDIA_TYPE_NOT_SUPPORTED,
        EXPECTATION_NOT_MET,
        CONTENT_INVALID,
        HEADERS_TOO_LARGE
    }

    Refusal(Kind kind, String detail) {
        this(kind, detail, List.of());
    }

    Refusal(Kind kind, String detail, List<Mistake> mistakes) {
        super(detail, null, false, false);
        this.kind = kind;
        this.mistakes = List.copyOf(mistakes);
    }

    /** A refusal because of one header. */
    static Refusal ofHeader(Kind kind, String name, String message) {
        return new Refusal(kind, name + ": " + message, List.of(new Mistake(Mistake.Place.HEADER, name, message)));
    }

    Refusal withHeader(CharSequence name, CharSequence value) {
        headers.put(name, value);
        return this;
    }

    /** Adds a member to the problem (RFC 9457, section 3.2). */
    Refusal withMember(String name, String value) {
        members.put(name, value);
        return this;
    }

    Kind kind() {
        return kind;
    }

    List<Mistake> mistakes() {
        return mistakes;
    }

    Map<CharSequence, CharSequence> headers() {
        return headers;
    }

    Map<String, String> members() {
        return members;
    }
}
