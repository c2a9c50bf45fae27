package dev.yardarm.infra;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.yardarm.infra.config.ConfigFile;
import dev.yardarm.infra.config.Stage;
import dev.yardarm.infra.config.StageConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import software.amazon.awscdk.cxapi.CloudAssembly;

/** Templates as CloudFormation gets them. Made once for all tests, since each making starts a Node of its own. */
final class Templates {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Both stages with what is required as default. Not by the files of {@code conf}, which belong to whoever deploys: what is
     * made of those is validated where it is made.
     */
    static final Templates REQUIRED = new Templates(
            "required",
            Arrays.stream(Stage.values())
                    .map(stage -> ConfigFile.parse(stage, settings(stage, Map.of())))
                    .toList());

    /** Every setting with another value than its default; what depends on another is also other than that. */
    static final Map<String, String> EVERYTHING = Map.ofEntries(
            entry("account", "444455556666"),
            entry("region", "us-west-2"),
            entry("zones", "us-west-2d,us-west-2b,us-west-2c"),
            entry("network.cidr", "172.20.0.0/18"),
            entry("network.s3PrefixList", "pl-0fedcba9"),
            entry("network.endpointZones", "2"),
            entry("network.scrapers", "10.30.0.0/24"),
            entry("cache.setup", "both"),
            entry("cache.nodeType", "cache.t4g.small"),
            entry("cache.shards", "2"),
            entry("cache.replicas", "1"),
            entry("cache.engineVersion", "7.0"),
            entry("cache.snapshotDays", "5"),
            entry("cache.snapshotWindow", "01:00-03:30"),
            entry("cache.maintenanceWindow", "wed:06:00-wed:07:30"),
            entry("database.instanceType", "m6g.large"),
            entry("database.engineVersion", "16"),
            entry("database.storageGib", "110"),
            entry("database.multiAz", "on"),
            entry("database.backupDays", "14"),
            entry("database.backupWindow", "23:00-23:45"),
            entry("database.maintenanceWindow", "tue:00:00-tue:01:00"),
            entry("database.rootCertificate", "none"),
            entry("image.repository", "flags/gateway"),
            entry("image.version", "sha256:" + "5".repeat(64)),
            entry("image.operatorVersion", "16-3"),
            entry("gateway.cpu", "2048"),
            entry("gateway.memoryMib", "9216"),
            entry("gateway.least", "4"),
            entry("gateway.most", "9"),
            entry("gateway.cpuPercent", "55"),
            entry("gateway.requestsPerMinute", "90000"),
            entry("gateway.shutdownGrace", "25s"),
            entry("gateway.accessLog", "0.2"),
            entry("gateway.logDays", "90"),
            entry("gateway.adminTokens", "ada:" + "0".repeat(64)),
            entry("gateway.clientTokens", "grace:" + "1".repeat(64)),
            entry("entrance.certificate", "arn:aws:acm:us-west-2:444455556666:certificate/1"),
            entry("entrance.internetFacing", "on"),
            entry("entrance.clients", "192.0.2.0/24,198.51.100.0/24"),
            entry("canary.percent", "12.5"),
            entry("canary.hold", "40m"),
            entry("canary.bake", "25m"),
            entry("canary.errorRatePercent", "0.4"),
            entry("canary.hitRatePercent", "85"),
            entry("canary.p95Millis", "150"),
            entry("canary.leastRequests", "700"),
            entry("alarms.replicationLagMillis", "750"),
            entry("alarms.hitRatePercent", "82.5"),
            entry("alarms.cpuPercent", "65"),
            entry("alarms.connectionErrors", "7"),
            entry("alarms.p95Millis", "240"),
            entry("alarms.activeConnections", "6"),
            entry("alarms.memoryPercent", "70"),
            entry("alarms.replicas", "3"),
            entry("alarms.evictions", "11"),
            entry("alarms.leastRequests", "450"),
            entry("alarms.singleUsd", "60"),
            entry("alarms.clusterUsd", "130"),
            entry("alarms.url", "https://events.pagerduty.com/integration/0/enqueue"),
            entry("alarms.runbooks", "https://wiki.example.com/runbooks"));

    /** Staging in the middle of the migration, with nothing left at its default. */
    static final Templates MIGRATING = new Templates("migrating", List.of(staging(EVERYTHING)));

    /** Staging before the migration, with certificates in another place. */
    static final Templates SINGLE = new Templates(
            "single",
            List.of(staging(Map.of("cache.setup", "single", "database.rootCertificate", "/etc/ssl/certs/rds.pem"))));

    private final String name;
    private final Path output;
    private final CloudAssembly assembly;

    private Templates(String name, List<StageConfig> configs) {
        this.name = name;
        output = Path.of("target", "templates", name);
        assembly = new Synthesis(configs, output).write();
    }

    /** The least that a stage has to say, and more. */
    static StageConfig staging(Map<String, String> more) {
        return ConfigFile.parse(Stage.STAGING, settings(Stage.STAGING, more));
    }

    /** Where alarms find the runbooks, if nothing else is said. */
    static String runbooks(Stage stage) {
        return stage == Stage.PRODUCTION ? "https://runbooks.example.com" : "docs/runbooks";
    }

    static Map<String, String> settings(Stage stage, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "account", "111122223333",
                "region", "eu-central-1",
                "network.s3PrefixList", "pl-0123abcd",
                "image.version", "0.1.0",
                "entrance.certificate", "arn:aws:acm:eu-central-1:111122223333:certificate/0"));
        if (stage == Stage.PRODUCTION) {
            settings.put("alarms.runbooks", runbooks(stage));
        }
        settings.putAll(more);
        return settings;
    }

    static Stream<Templates> all() {
        return Stream.of(REQUIRED, MIGRATING, SINGLE);
    }

    String name() {
        return name;
    }

    CloudAssembly assembly() {
        return assembly;
    }

    /** A file of the assembly. */
    JsonNode read(String file) {
        try {
            return JSON.readTree(text(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The same as it is written. */
    String text(String file) {
        try {
            return Files.readString(output.resolve(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** A template by its stage and the last part of its name. */
    JsonNode of(Stage stage, String part) {
        return read("yardarm-" + stage.label() + "-" + part + ".template.json");
    }

    /** All resources of a type. */
    List<JsonNode> resources(Stage stage, String part, String type) {
        return StreamSupport.stream(of(stage, part).path("Resources").spliterator(), false)
                .filter(resource -> resource.path("Type").asText().equals(type))
                .toList();
    }

    /** Properties of all resources of a type. */
    List<JsonNode> all(Stage stage, String part, String type) {
        return resources(stage, part, type).stream()
                .map(resource -> resource.path("Properties"))
                .toList();
    }

    /** Properties of the one resource of a type. */
    JsonNode only(Stage stage, String part, String type) {
        List<JsonNode> found = all(stage, part, type);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " resources of type " + type + " in " + part);
        }
        return found.get(0);
    }

    /** As {@code jq} would print it, with double quotes. */
    static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    /** One of the metrics that an alarm reckons with. */
    static JsonNode metric(JsonNode alarm, String id) {
        return StreamSupport.stream(alarm.path("Metrics").spliterator(), false)
                .filter(query -> query.path("Id").asText().equals(id))
                .map(query -> query.path("MetricStat"))
                .findFirst()
                .orElseThrow();
    }

    /** What a policy of a resource lets a service do: actions, and the condition if there is one. */
    static List<String> granted(JsonNode policy, String service) {
        return StreamSupport.stream(policy.path("Statement").spliterator(), false)
                .filter(statement -> statement.path("Effect").asText().equals("Allow")
                        && statement.path("Principal").path("Service").asText().equals(service))
                .map(statement -> String.join(", ", oneOrMore(statement.path("Action")))
                        + (statement.has("Condition") ? " " + statement.path("Condition") : ""))
                .toList();
    }

    /** Texts, of which CloudFormation writes a single one without its list. */
    static List<String> oneOrMore(JsonNode value) {
        return value.isArray() ? texts(value) : List.of(value.asText());
    }

    /** Texts of a list. */
    static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    static Map<String, String> tags(JsonNode properties) {
        Map<String, String> tags = new HashMap<>();
        properties
                .path("Tags")
                .forEach(tag ->
                        tags.put(tag.path("Key").asText(), tag.path("Value").asText()));
        return tags;
    }
}
