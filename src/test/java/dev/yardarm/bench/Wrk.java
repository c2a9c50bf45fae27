package dev.yardarm.bench;

import dev.yardarm.fixture.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Load by wrk: as many requests as so many connections get answered, on one thread. */
final class Wrk {
    static final int CONNECTIONS = 64;

    private static final Pattern RATE = Pattern.compile("Requests/sec: +([0-9.]+)");
    private static final Pattern REQUESTS = Pattern.compile("([0-9]+) requests in");
    private static final Pattern NOT_ANSWERED =
            Pattern.compile("Socket errors: connect ([0-9]+), read ([0-9]+), write ([0-9]+), timeout ([0-9]+)");
    private static final Pattern REFUSED = Pattern.compile("Non-2xx or 3xx responses: ([0-9]+)");
    private static final Pattern P99 = Pattern.compile("\\n +99% +([0-9.]+)(us|ms|s)");

    private Wrk() {}

    /**
     * What a load got.
     *
     * @param perSecond answers
     */
    record Result(double perSecond, long requests, Duration p99) {}

    /** Whether there is one on the path. */
    static boolean isThere() {
        try {
            Command.run(List.of("sh", "-c", "command -v wrk"));
            return true;
        } catch (IOException notThere) {
            return false;
        }
    }

    /** Fails if a single request is not answered, or with anything but 2xx or 304: then it would measure something else. */
    static Result run(int port, Request request, Duration time) {
        List<String> command = new ArrayList<>(List.of(
                "wrk", "-t1", "-c" + CONNECTIONS, "-d" + time.toSeconds() + "s", "--latency", "--timeout", "10s"));
        request.headers().forEach((name, value) -> command.addAll(List.of("-H", name + ": " + value)));
        command.add("http://127.0.0.1:" + port + request.path());
        String printed = print(command);
        if (NOT_ANSWERED.matcher(printed).find() || REFUSED.matcher(printed).find()) {
            throw new IllegalStateException("not every request was answered: " + printed);
        }
        return new Result(
                Double.parseDouble(find(RATE, printed).group(1)),
                Long.parseLong(find(REQUESTS, printed).group(1)),
                duration(find(P99, printed)));
    }

    private static String print(List<String> command) {
        try {
            return Command.run(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Matcher find(Pattern pattern, String printed) {
        Matcher matcher = pattern.matcher(printed);
        if (!matcher.find()) {
            throw new IllegalStateException("wrk printed what is not known: " + printed);
        }
        return matcher;
    }

    private static Duration duration(Matcher matcher) {
        double nanos = Double.parseDouble(matcher.group(1))
                * switch (matcher.group(2)) {
                    case "us" -> 1e3;
                    case "ms" -> 1e6;
                    default -> 1e9;
                };
        return Duration.ofNanos((long) nanos);
    }
}
