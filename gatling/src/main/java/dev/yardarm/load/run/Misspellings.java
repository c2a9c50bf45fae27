package dev.yardarm.load.run;

import dev.yardarm.load.gateway.Refusal;
import java.util.Collection;
import java.util.Locale;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Properties that look like one of ours and are none: a setting that nobody reads is another load than the one that was meant. */
final class Misspellings {
    private static final int MOST_LETTERS = 2;

    /** Of a short word two other letters make any other. */
    private static final int SHORT = 5;

    private Misspellings() {}

    /**
     * Looks at all names that were given, most of which are of the JVM and of Maven.
     *
     * @throws Refusal if one of them is nearly a known one
     */
    static void check(Collection<String> given, Collection<String> known) {
        for (String name : given) {
            if (!known.contains(name)) {
                known.stream()
                        .filter(meant -> isNearly(name, meant))
                        .min(String::compareTo)
                        .ifPresent(meant -> refuse(name, meant));
            }
        }
    }

    private static boolean isNearly(String name, String meant) {
        int most = meant.length() <= SHORT ? 1 : MOST_LETTERS;
        return new LevenshteinDistance(most).apply(name.toLowerCase(Locale.ROOT), meant.toLowerCase(Locale.ROOT)) >= 0;
    }

    private static void refuse(String name, String meant) {
        throw new Refusal("-D%s is not known: is -D%s meant?".formatted(name, meant));
    }
}
