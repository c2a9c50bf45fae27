package dev.yardarm.postgres;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A notification's text, as {@link Statements#NOTIFY} writes it: {@code {"environment" : "production", "revision" : 42}}. */
record ChangePayload(Environment environment, Revision revision) {
    private static final Pattern FORM = Pattern.compile(
            "\\s*\\{\\s*\"environment\"\\s*:\\s*\"([a-z0-9-]{1,64})\"\\s*,\\s*\"revision\"\\s*:\\s*([0-9]{1,19})\\s*}\\s*");

    /** Empty if the text is anything else: whoever may connect to the database may notify. */
    static Optional<ChangePayload> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ChangePayload(new Environment(form.group(1)), Revision.parse(form.group(2))));
        } catch (IllegalArgumentException noRevision) {
            return Optional.empty();
        }
    }
}
