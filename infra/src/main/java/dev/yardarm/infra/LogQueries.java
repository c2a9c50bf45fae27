package dev.yardarm.infra;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Questions to the gateways' logs, in the language of CloudWatch Logs Insights. Each is a file of {@code queries}. */
enum LogQueries {
    HIT_RATE_BY_NODE,
    REPLICATION_LAG,
    FALLBACKS;

    /** As it is called in files and in names. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Without the comments: in the source of a widget they would come after other text of their line. */
    List<String> lines() {
        return text().lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceFirst("^\\| ", ""))
                .toList();
    }

    String text() {
        String file = "/queries/" + label() + ".logsinsights";
        try (InputStream query = LogQueries.class.getResourceAsStream(file)) {
            if (query == null) {
                throw new IllegalStateException("not on the class path: " + file);
            }
            return new String(query.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
