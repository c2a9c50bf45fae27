package dev.yardarm.read;

import dev.yardarm.flag.Revision;

/** The strong entity tag of what is at a revision, as it stands in a header (RFC 9110, section 8.8.3). */
public final class EntityTag {
    private EntityTag() {}

    public static String of(Revision revision) {
        return '"' + revision.toString() + '"';
    }
}
