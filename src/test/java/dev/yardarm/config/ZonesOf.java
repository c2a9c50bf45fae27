package dev.yardarm.config;

/** Zones for tests of other packages. */
public final class ZonesOf {
    private ZonesOf() {}

    /** The zones of a text without a mistake. */
    public static Zones text(String text) {
        try {
            return Zones.parse(text);
        } catch (Mistake mistake) {
            throw new IllegalArgumentException(mistake.what(), mistake);
        }
    }
}
