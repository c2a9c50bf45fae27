package dev.yardarm.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The machine it is measured on, in a line. */
final class Machine {
    private Machine() {}

    static String line() {
        return "%s, %d processors, %s memory, %s %s, Java %s (%s), load %.2f at the start"
                .formatted(
                        value("/proc/cpuinfo", "model name"),
                        Runtime.getRuntime().availableProcessors(),
                        gib(value("/proc/meminfo", "MemTotal")),
                        System.getProperty("os.name"),
                        System.getProperty("os.version").replaceAll("-.*", ""),
                        System.getProperty("java.version"),
                        System.getProperty("java.vm.name"),
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static String gib(String kib) {
        String digits = kib.replaceAll("[^0-9]", "");
        return digits.isEmpty() ? "unknown" : Math.round(Long.parseLong(digits) / 1024.0 / 1024) + " GiB";
    }

    private static String value(String file, String name) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException notThere) {
            return "unknown";
        }
    }
}
