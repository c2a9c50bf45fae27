package dev.yardarm.infra.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The gateways.
 *
 * @param cpu of each, in 1024ths of a virtual processor: 256, 512, 1024, 2048 or 4096
 * @param memoryMib of each; two to eight times {@code cpu}, at most 30720, and a multiple of 1024 above 512
 * @param least how many there are at least; 3 or more, one in each zone
 * @param most how many there are at most; each has up to eight connections to PostgreSQL, and there are twice as many while a
 *     deployment is judged
 * @param cpuPercent of a gateway, which the number of gateways is to keep
 * @param requestsPerMinute of a gateway, likewise
 * @param shutdownGrace for requests in flight at SIGTERM; 1 to 60 s, whole ones
 * @param accessLog the share of requests that is logged, 0 to 1; what the hit rate by node is reckoned from
 * @param logDays for which logs are kept; one of those that CloudWatch knows
 * @param adminTokens who may change flags, {@code name:sha256-hex,…}; without it nobody may
 * @param clientTokens who may read, the same form; without it everybody may
 */
public record GatewayConfig(
        int cpu,
        int memoryMib,
        int least,
        int most,
        int cpuPercent,
        int requestsPerMinute,
        Duration shutdownGrace,
        double accessLog,
        int logDays,
        Optional<String> adminTokens,
        Optional<String> clientTokens) {
    private static final List<Integer> LOG_DAYS = List.of(1, 3, 5, 7, 14, 30, 60, 90, 180, 365);
    private static final Pattern TOKEN = Pattern.compile("([A-Za-z0-9._-]{1,64}):[0-9a-fA-F]{64}");
    private static final String FORM_OF_TOKENS =
            "must have the form name:sha256-hex-of-token,… with different names of 1 to 64 of [A-Za-z0-9._-]";

    /** The most memory that Fargate has for four processors. */
    private static final int MOST_MEMORY_MIB = 30 * 1024;

    public GatewayConfig {
        new Rules()
                .require(
                        cpu == 256 || cpu == 512 || cpu == 1024 || cpu == 2048 || cpu == 4096,
                        "gateway.cpu",
                        "must be 256, 512, 1024, 2048 or 4096")
                .require(
                        memoryMib >= 2 * cpu
                                && memoryMib <= Math.min(8 * cpu, MOST_MEMORY_MIB)
                                && (memoryMib % 1024 == 0 || memoryMib == 512),
                        "gateway.memoryMib",
                        "must be two to eight times gateway.cpu, 30720 at most, and 512 or a multiple of 1024")
                .range(least, 3, 100, "gateway.least")
                .require(most >= least && most <= 100, "gateway.most", "must be from gateway.least to 100")
                .range(cpuPercent, 10, 90, "gateway.cpuPercent")
                .range(requestsPerMinute, 1, 10_000_000, "gateway.requestsPerMinute")
                .require(
                        !shutdownGrace.minusSeconds(1).isNegative()
                                && shutdownGrace.compareTo(Duration.ofSeconds(60)) <= 0
                                && shutdownGrace.equals(Duration.ofSeconds(shutdownGrace.toSeconds())),
                        "gateway.shutdownGrace",
                        "must be whole seconds, from 1s to 60s")
                .range(accessLog, 0, 1, "gateway.accessLog")
                .require(LOG_DAYS.contains(logDays), "gateway.logDays", "must be one of " + LOG_DAYS)
                .require(adminTokens.map(GatewayConfig::areTokens).orElse(true), "gateway.adminTokens", FORM_OF_TOKENS)
                .require(
                        clientTokens.map(GatewayConfig::areTokens).orElse(true), "gateway.clientTokens", FORM_OF_TOKENS)
                .check();
    }

    /** Whether the gateway would take it: it refuses to start with anything else. */
    private static boolean areTokens(String text) {
        Set<String> names = new HashSet<>();
        return Arrays.stream(text.split(",", -1))
                .map(TOKEN::matcher)
                .allMatch(token -> token.matches() && names.add(token.group(1)));
    }
}
