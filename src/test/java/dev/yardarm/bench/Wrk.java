package dev.yardarm.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Load by wrk: as many requests as so many connections get answered, on one thread. */
final class Wrk {
    static final int CONNECTIONS = 64;

    private static final long SLACK_SECONDS = 30;
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
            Process process =
                    new ProcessBuilder("wrk", "-v").redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor(SLACK_SECONDS, TimeUnit.SECONDS);
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Fails if a single request is not answered, or with anything but 2xx or 304: then it would measure something else. */
    static Result run(int port, Request request, Duration time) {
        return run(port, request, time, CONNECTIONS);
    }

    static Result run(int port, Request request, Duration time, int connections) {
        List<String> command = new ArrayList<>(List.of(
                "wrk", "-t1", "-c" + connections, "-d" + time.toSeconds() + "s", "--latency", "--timeout", "10s"));
        request.headers().forEach((name, value) -> command.addAll(List.of("-H", name + ": " + value)));
        command.add("http://127.0.0.1:" + port + request.path());
        String printed = print(command, time);
        if (NOT_ANSWERED.matcher(printed).find() || REFUSED.matcher(printed).find()) {
            throw new IllegalStateException("not every request was answered: " + printed);
        }
        return new Result(
                Double.parseDouble(find(RATE, printed).group(1)),
                Long.parseLong(find(REQUESTS, printed).group(1)),
                duration(find(P99, printed)));
    }

    private static String print(List<String> command, Duration time) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(time.toSeconds() + SLACK_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException("wrk failed: " + printed);
            }
            return printed;
        } catch (IOException e) {
            throw new IllegalStateException("wrk cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
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
