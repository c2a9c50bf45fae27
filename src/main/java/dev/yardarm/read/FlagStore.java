package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import io.vertx.core.Future;
import java.util.Optional;

/** The port to the truth, as reads see it. Each call ends within a bound of the adapter's. */
public interface FlagStore {

    /**
     * The flags of an environment; empty if the environment does not exist. Fails with {@link BackendUnavailable}.
     *
     * @param floor the least revision that serves the caller. An answer that was under way when the call came may be shared
     *     with it if it is at the floor or later; one that began after the call is given in any case. So an answer below
     *     the floor means that the truth was below it after the call
     * @param known what the caller has already; it is returned itself if it is still the truth
     */
    Future<Optional<EncodedSnapshot>> load(Environment environment, Revision floor, Optional<EncodedSnapshot> known);
}
