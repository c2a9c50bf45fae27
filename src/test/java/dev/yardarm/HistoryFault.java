package dev.yardarm;

import dev.yardarm.read.Backend;
import java.util.Set;

/**
 * A fault of one backend, for a history.
 *
 * @param cuts the gateways that cannot rely on PostgreSQL meanwhile
 * @param goOn done again and again while it lasts
 */
record HistoryFault(
        String name, Backend backend, Set<String> cuts, FaultRun.Step begin, FaultRun.Step goOn, FaultRun.Step mend) {
    private static final FaultRun.Step NOTHING = () -> {};

    static HistoryFault ofRedis(String name, FaultRun.Step begin, FaultRun.Step mend) {
        return new HistoryFault(name, Backend.REDIS, Set.of(), begin, NOTHING, mend);
    }

    static HistoryFault ofPostgres(String name, Set<String> cuts, FaultRun.Step begin, FaultRun.Step mend) {
        return new HistoryFault(name, Backend.POSTGRES, cuts, begin, NOTHING, mend);
    }

    /** Also once at the beginning. */
    HistoryFault again(FaultRun.Step step) {
        return new HistoryFault(name, backend, cuts, begin, step, mend);
    }

    @Override
    public String toString() {
        return name;
    }
}
