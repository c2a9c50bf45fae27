package dev.yardarm.infra.config;

import dev.yardarm.infra.config.InvalidConfig.Mistake;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A stage's configuration as a file of properties. What it leaves out has the figure that is required, or the usual one. */
public final class ConfigFile {
    private ConfigFile() {}

    /** Reads {@code staging.properties} or the like. Fails with {@link InvalidConfig}, which names every mistake. */
    public static StageConfig read(Path folder, Stage stage) {
        Given properties = new Given();
        try (Reader reader = Files.newBufferedReader(folder.resolve(stage.label() + ".properties"))) {
            properties.load(reader);
        } catch (NoSuchFileException missing) {
            throw unusable("is missing");
        } catch (CharacterCodingException malformed) {
            throw unusable("is not UTF-8");
        } catch (IOException unreadable) {
            throw unusable("cannot be read: " + unreadable.getMessage());
        } catch (IllegalArgumentException malformed) {
            throw unusable("has a \\u without four hexadecimal digits after it");
        }
        Map<String, String> values = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        return parse(stage, new Settings(values, properties.twice));
    }

    private static InvalidConfig unusable(String what) {
        return new InvalidConfig(List.of(new Mistake("file", what)));
    }

    /** The same of what a file says. */
    public static StageConfig parse(Stage stage, Map<String, String> values) {
        return parse(stage, new Settings(values, Set.of()));
    }

    private static StageConfig parse(Stage stage, Settings settings) {
        boolean production = stage == Stage.PRODUCTION;
        Optional<Place> place = settings.group(() -> place(settings));
        Optional<NetworkConfig> network = settings.group(() -> network(settings, production));
        Optional<CacheConfig> cache = settings.group(() -> cache(settings, production));
        Optional<DatabaseConfig> database = settings.group(() -> database(settings, production));
        Optional<ImageConfig> image = settings.group(() -> image(settings));
        Optional<GatewayConfig> gateway = settings.group(() -> gateway(settings));
        Optional<EntranceConfig> entrance = settings.group(() -> entrance(settings));
        Optional<CanaryConfig> canary = settings.group(() -> canary(settings));
        Optional<AlarmConfig> alarms = settings.group(
                () -> alarms(settings, cache.map(CacheConfig::replicas).orElse(1)));
        settings.check();
        return new StageConfig(
                stage,
                place.orElseThrow(),
                network.orElseThrow(),
                cache.orElseThrow(),
                database.orElseThrow(),
                image.orElseThrow(),
                gateway.orElseThrow(),
                entrance.orElseThrow(),
                canary.orElseThrow(),
                alarms.orElseThrow());
    }

    private static Place place(Settings settings) {
        String account = settings.required("account", "the twelve digits of an AWS account");
        String region = settings.required("region", "as in eu-central-1");
        return new Place(account, region, settings.list("zones", Place.firstZonesOf(region)));
    }

    private static NetworkConfig network(Settings settings, boolean production) {
        return new NetworkConfig(
                settings.text("network.cidr", production ? "10.20.0.0/16" : "10.21.0.0/16"),
                settings.required("network.s3PrefixList", "the prefix list of S3, as in pl-0123abcd"),
                settings.whole("network.endpointZones", production ? 3 : 1),
                settings.list("network.scrapers", List.of()));
    }

    private static CacheConfig cache(Settings settings, boolean production) {
        return new CacheConfig(
                settings.oneOf("cache.setup", CacheSetup.CLUSTER),
                settings.text("cache.nodeType", "cache.t3.micro"),
                settings.whole("cache.shards", 1),
                settings.whole("cache.replicas", 2),
                settings.text("cache.engineVersion", "7.1"),
                settings.whole("cache.snapshotDays", 1),
                settings.text("cache.snapshotWindow", "02:00-04:00"),
                settings.text("cache.maintenanceWindow", production ? "wed:04:30-wed:05:30" : "mon:04:30-mon:05:30"));
    }

    private static DatabaseConfig database(Settings settings, boolean production) {
        return new DatabaseConfig(
                settings.text("database.instanceType", "t4g.small"),
                settings.text("database.engineVersion", "17"),
                settings.whole("database.storageGib", 20),
                settings.onOrOff("database.multiAz", production),
                settings.whole("database.backupDays", 7),
                settings.text("database.backupWindow", "02:00-03:00"),
                settings.text("database.maintenanceWindow", production ? "thu:04:30-thu:05:30" : "tue:04:30-tue:05:30"),
                rootCertificate(settings));
    }

    private static Optional<String> rootCertificate(Settings settings) {
        return Optional.of(settings.text("database.rootCertificate", "/opt/yardarm/rds.pem"))
                .filter(path -> !path.equals("none"));
    }

    private static ImageConfig image(Settings settings) {
        return new ImageConfig(
                settings.text("image.repository", "yardarm"),
                settings.required("image.version", "a tag or a digest, as in 0.1.0 or sha256:…"),
                settings.text("image.operatorVersion", "17-1"));
    }

    private static GatewayConfig gateway(Settings settings) {
        return new GatewayConfig(
                settings.whole("gateway.cpu", 1024),
                settings.whole("gateway.memoryMib", 2048),
                settings.whole("gateway.least", 3),
                settings.whole("gateway.most", 6),
                settings.whole("gateway.cpuPercent", 60),
                settings.whole("gateway.requestsPerMinute", 120_000),
                settings.duration("gateway.shutdownGrace", Duration.ofSeconds(10)),
                settings.number("gateway.accessLog", 0.01),
                settings.whole("gateway.logDays", 30),
                settings.optional("gateway.adminTokens"),
                settings.optional("gateway.clientTokens"));
    }

    private static EntranceConfig entrance(Settings settings) {
        return new EntranceConfig(
                settings.required("entrance.certificate", "the ARN of a certificate in ACM"),
                settings.onOrOff("entrance.internetFacing", false),
                settings.list("entrance.clients", List.of("10.0.0.0/8")));
    }

    private static CanaryConfig canary(Settings settings) {
        return new CanaryConfig(
                settings.number("canary.percent", 5),
                settings.duration("canary.hold", Duration.ofHours(1)),
                settings.duration("canary.bake", Duration.ofMinutes(15)),
                settings.number("canary.errorRatePercent", 0.1),
                settings.number("canary.hitRatePercent", 80),
                settings.whole("canary.p95Millis", 100),
                settings.whole("canary.leastRequests", 2000));
    }

    private static AlarmConfig alarms(Settings settings, int replicas) {
        return new AlarmConfig(
                settings.whole("alarms.replicationLagMillis", 500),
                settings.number("alarms.hitRatePercent", 80),
                settings.number("alarms.cpuPercent", 75),
                settings.whole("alarms.connectionErrors", 5),
                settings.whole("alarms.p95Millis", 200),
                settings.whole("alarms.activeConnections", 8),
                settings.number("alarms.memoryPercent", 80),
                settings.whole("alarms.replicas", replicas),
                settings.whole("alarms.evictions", 0),
                settings.whole("alarms.leastRequests", 300),
                settings.whole("alarms.singleUsd", 50),
                settings.whole("alarms.clusterUsd", 100),
                settings.optional("alarms.url"),
                settings.text("alarms.runbooks", "docs/runbooks"));
    }

    /** What a file says, and what it says more than once: of that properties keep the last, silently. */
    private static final class Given extends Properties {
        private final Set<String> twice = new TreeSet<>();

        @Override
        public synchronized @Nullable Object put(Object key, Object value) {
            if (containsKey(key)) {
                twice.add(key.toString());
            }
            return super.put(key, value);
        }
    }
}
