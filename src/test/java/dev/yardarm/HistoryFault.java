package dev.yardarm;

import dev.yardarm.read.Backend;
import java.util.Optional;
import java.util.Set;

/**
 * A fault of one backend or of a gateway, for a history.
 *
 * @param backend empty if it is of a gateway
 * @param cuts the gateways that cannot rely on PostgreSQL meanwhile
 * @param isSilent whether PostgreSQL leaves these without an answer, and does not refuse
 * @param goOn done again and again while it lasts
 */
record HistoryFault(
        String name,
        Optional<Backend> backend,
        Set<String> cuts,
        boolean isSilent,
        FaultRun.Step begin,
        FaultRun.Step goOn,
        FaultRun.Step mend) {
    private static final FaultRun.Step NOTHING = () -> {};

    static HistoryFault ofRedis(String name, FaultRun.Step begin, FaultRun.Step mend) {
        return new HistoryFault(
                name, Optional.of(Backend.REDIS), Set.of(), /* isSilent= */ false, begin, NOTHING, mend);
    }

    static HistoryFault ofPostgres(String name, Set<String> cuts, FaultRun.Step begin, FaultRun.Step mend) {
        return new HistoryFault(name, Optional.of(Backend.POSTGRES), cuts, /* isSilent= */ false, begin, NOTHING, mend);
    }

    static HistoryFault ofGateway(String name, FaultRun.Step restart) {
        return new HistoryFault(name, Optional.empty(), Set.of(), /* isSilent= */ false, restart, NOTHING, NOTHING);
    }

    boolean isOf(Backend one) {
        return backend.filter(one::equals).isPresent();
    }

    /** Also once at the beginning. */
    HistoryFault again(FaultRun.Step step) {
        return new HistoryFault(name, backend, cuts, isSilent, begin, step, mend);
    }

    HistoryFault silent() {
        return new HistoryFault(name, backend, cuts, /* isSilent= */ true, begin, goOn, mend);
    }

    @Override
    public String toString() {
        return name;
    }
}
