package dev.yardarm.load.fault;

import dev.yardarm.load.gateway.Refusal;
import dev.yardarm.load.gateway.Settings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The faults by the names that {@code -Dfaults} has for them. */
public final class Faults {
    /** Killed last: nobody here starts the node again. */
    public static final String ALL_KINDS = "failover,sleep,zone,shutdown";

    private static final Duration HANG = Duration.ofSeconds(4);

    private static final Map<String, Function<Duration, Fault>> BY_NAME = new LinkedHashMap<>();

    static {
        BY_NAME.put("failover", hang -> new SwitchOver());
        BY_NAME.put("sleep", hang -> new HungPrimary(Freeze.SLEEP, hang));
        BY_NAME.put("pause", hang -> new HungPrimary(Freeze.PAUSE, hang));
        BY_NAME.put("zone", hang -> new LostZone(Freeze.SLEEP, hang));
        BY_NAME.put("zone-pause", hang -> new LostZone(Freeze.PAUSE, hang));
        BY_NAME.put("shutdown", hang -> new KilledPrimary(KilledPrimary.Way.SHUTDOWN));
        BY_NAME.put("segfault", hang -> new KilledPrimary(KilledPrimary.Way.SEGFAULT));
    }

    private Faults() {}

    /** Those of {@code -Dfaults}, in that order; nodes hang for {@code -Dhang}. */
    public static List<Fault> chosen(Settings settings) {
        Duration hang = settings.duration("hang", HANG);
        List<String> names = settings.words("faults", ALL_KINDS);
        if (names.isEmpty() || names.stream().distinct().count() < names.size()) {
            throw new Refusal(
                    "-Dfaults: must name faults, each of them once, of " + String.join(",", BY_NAME.keySet()));
        }
        return names.stream().map(name -> fault(name, hang)).toList();
    }

    private static Fault fault(String name, Duration hang) {
        Function<Duration, Fault> known = BY_NAME.get(name);
        if (known == null) {
            throw new Refusal("-Dfaults: there is no fault '%s'; there are %s"
                    .formatted(name, String.join(",", BY_NAME.keySet())));
        }
        return known.apply(hang);
    }
}
