package dev.yardarm.http;

import dev.yardarm.flag.Revision;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The value of {@code If-Match} or {@code If-None-Match} (RFC 9110, sections 8.8.3 and 13.1): a list of entity tags, or
 * {@code *} for whatever there is.
 *
 * @param any whether it is {@code *}
 */
record EntityTags(boolean any, List<Tag> tags) {
    /** No such header: it matches nothing. */
    static final EntityTags ABSENT = new EntityTags(false, List.of());

    EntityTags {
        tags = List.copyOf(tags);
    }

    /**
     * One tag.
     *
     * @param opaque what stands between the quotes
     */
    record Tag(boolean weak, String opaque) {}

    /** Reads one header's fields, of which there may be several. Fails with {@link IllegalArgumentException}. */
    static EntityTags parse(List<String> fields) {
        String value = fields.size() == 1 ? fields.get(0) : String.join(",", fields);
        if (value.strip().equals("*")) {
            return new EntityTags(true, List.of());
        }
        List<Tag> tags = new ArrayList<>();
        int at = skipTo(value, 0);
        while (at < value.length()) {
            boolean weak = value.startsWith("W/", at);
            int open = weak ? at + 2 : at;
            int close = value.indexOf('"', open + 1);
            if (open >= value.length() || value.charAt(open) != '"' || close < 0) {
                throw malformed();
            }
            tags.add(new Tag(weak, opaque(value, open + 1, close)));
            at = next(value, close + 1);
        }
        if (tags.isEmpty()) {
            throw malformed();
        }
        return new EntityTags(false, tags);
    }

    /** Whether a field is one strong tag of a revision, and so can be compared as it is. */
    static boolean isOneRevision(String field) {
        int end = field.length() - 1;
        if (end < 2 || field.charAt(0) != '"' || field.charAt(end) != '"') {
            return false;
        }
        for (int i = 1; i < end; i++) {
            if (field.charAt(i) < '0' || field.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    boolean isAbsent() {
        return !any && tags.isEmpty();
    }

    /** Weak comparison (section 8.8.3.2), for {@code If-None-Match}. */
    boolean matchesWeakly(Revision current) {
        return any || tags.stream().anyMatch(tag -> tag.opaque.equals(current.toString()));
    }

    /** Strong comparison, for {@code If-Match}. */
    boolean matchesStrongly(Revision current) {
        return any || revisions().contains(current);
    }

    /** Those that a strong comparison can meet: a weak tag never does, nor one that is not of ours. */
    Set<Revision> revisions() {
        Set<Revision> revisions = new HashSet<>();
        for (Tag tag : tags) {
            if (!tag.weak && isRevision(tag.opaque)) {
                revisions.add(Revision.parse(tag.opaque));
            }
        }
        return revisions;
    }

    private static boolean isRevision(String opaque) {
        try {
            return Revision.parse(opaque).value() >= 0;
        } catch (IllegalArgumentException foreign) {
            return false;
        }
    }

    private static String opaque(String value, int from, int to) {
        for (int i = from; i < to; i++) {
            if (value.charAt(i) <= ' ' || value.charAt(i) == 0x7F) {
                throw malformed();
            }
        }
        return value.substring(from, to);
    }

    /** From the end of a tag to the next one: a comma has to stand between them. */
    private static int next(String value, int from) {
        int next = skipTo(value, from);
        if (next < value.length() && value.substring(from, next).indexOf(',') < 0) {
            throw malformed();
        }
        return next;
    }

    /** Empty elements of a list count for nothing (section 5.6.1.2). */
    private static int skipTo(String value, int from) {
        int at = from;
        while (at < value.length() && " \t,".indexOf(value.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("must be * or a list of entity tags such as \"42\"");
    }
}
