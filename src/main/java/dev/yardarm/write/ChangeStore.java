package dev.yardarm.write;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** The port to the truth, as operators see it. Each call ends within a bound of the adapter's. */
public interface ChangeStore {

    /**
     * Makes a change in one transaction: the environment's revision raised by one, the flag, the history, and the
     * notification of other gateways. An environment comes to be with its first flag.
     *
     * <p>Fails with {@link dev.yardarm.read.BackendUnavailable} if nothing was changed, and with its subclass
     * {@link OutcomeUnknown} if that cannot be told.
     */
    Future<ChangeResult> commit(Change change);

    /**
     * The changes of one flag, latest first. A flag that is removed keeps its history; for one that never was it is empty.
     *
     * @param limit 1 or more
     * @param before only changes before this revision
     */
    Future<List<RecordedChange>> history(Environment environment, FlagKey key, int limit, Optional<Revision> before);
}
