package dev.yardarm.http;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.Encoded;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.FlagReader;
import dev.yardarm.read.Reading;
import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a read is of: one flag of an environment, or all.
 *
 * @param key none for all
 */
record ReadTarget(Environment environment, @Nullable FlagKey key) {
    Route route() {
        return key == null ? Route.FLAGS : Route.FLAG;
    }

    /** Empty if there is nothing of that name. Fails as the reads of {@link FlagReader} do. */
    Future<? extends Reading<? extends Optional<? extends Encoded>>> by(FlagReader reader, Revision atLeast) {
        return key == null ? reader.list(environment, atLeast) : reader.flag(environment, key, atLeast);
    }

    /** The same of a snapshot at hand. */
    Optional<? extends Encoded> in(EncodedSnapshot all) {
        return key == null ? Optional.of(all) : all.flag(key);
    }

    /** What is to be said if it is empty. */
    String missing() {
        return key == null
                ? "There is no environment " + environment + "."
                : "There is no flag " + key + " in environment " + environment + ".";
    }
}
