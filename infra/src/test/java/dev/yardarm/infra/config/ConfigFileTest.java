package dev.yardarm.infra.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.yardarm.infra.config.InvalidConfig.Mistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {
    private static final Map<String, String> LEAST = Map.of(
            "account", "111122223333",
            "region", "eu-central-1",
            "network.s3PrefixList", "pl-0123abcd",
            "image.version", "0.1.0",
            "entrance.certificate", "arn:aws:acm:eu-central-1:111122223333:certificate/0");

    @Test
    void figuresLeftOut_areTheRequiredOnes() {
        StageConfig config = ConfigFile.parse(Stage.PRODUCTION, production(Map.of()));
        assertThat(config.place().zones()).containsExactly("eu-central-1a", "eu-central-1b", "eu-central-1c");
        assertThat(config.network()).isEqualTo(new NetworkConfig("10.20.0.0/16", "pl-0123abcd", 3, List.of()));
        assertThat(config.cache())
                .isEqualTo(new CacheConfig(
                        CacheSetup.CLUSTER, "cache.t3.micro", 1, 2, "7.1", 1, "02:00-04:00", "wed:04:30-wed:05:30"));
        assertThat(config.canary())
                .isEqualTo(new CanaryConfig(5, Duration.ofHours(1), Duration.ofMinutes(15), 0.1, 80, 100, 2000));
        assertThat(config.alarms().singleUsd()).isEqualTo(50);
        assertThat(config.alarms().clusterUsd()).isEqualTo(100);
        assertThat(config.database().multiAz()).isTrue();
    }

    @Test
    void staging_costsLess() {
        StageConfig config = ConfigFile.parse(Stage.STAGING, LEAST);
        assertThat(config.network().endpointZones()).isEqualTo(1);
        assertThat(config.database().multiAz()).isFalse();
        assertThat(config.name("data")).isEqualTo("yardarm-staging-data");
    }

    @Test
    void everyMistake_isNamed() {
        assertThat(mistakes(Map.of(
                        "account", "42",
                        "image.version", "latest",
                        "network.cidr", "10.20.0.1/16",
                        "cache.replicas", "two",
                        "cache.snapshotWindow", "night",
                        "canary.hold", "3600",
                        "alarms.url", "http://pager.example",
                        "colour", "red")))
                .containsExactlyInAnyOrder(
                        "account",
                        "image.version",
                        "network.cidr",
                        "cache.replicas",
                        "cache.snapshotWindow",
                        "canary.hold",
                        "alarms.url",
                        "colour");
    }

    @Test
    void whatIsRequired_isAskedFor() {
        InvalidConfig invalid =
                catchThrowableOfType(InvalidConfig.class, () -> ConfigFile.parse(Stage.STAGING, Map.of()));
        assertThat(invalid.mistakes())
                .extracting(Mistake::key)
                .containsExactlyInAnyOrder(
                        "account", "region", "network.s3PrefixList", "image.version", "entrance.certificate");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "account                      | 11112222333",
                "region                       | Frankfurt",
                "zones                        | eu-central-1a,eu-central-1b",
                "zones                        | eu-central-1a,eu-central-1a,eu-central-1b",
                "zones                        | eu-west-1a,eu-west-1b,eu-west-1c",
                "network.cidr                 | 10.20.0.0/24",
                "network.cidr                 | 10.256.0.0/16",
                "network.cidr                 | 8.8.0.0/16",
                "network.cidr                 | 172.32.0.0/16",
                "network.s3PrefixList         | com.amazonaws.eu-central-1.s3",
                "network.endpointZones        | 0",
                "network.endpointZones        | 4",
                "network.scrapers             | prometheus",
                "network.scrapers             | 0.0.0.0/0",
                "cache.setup                  | none",
                "cache.nodeType               | t3.micro",
                "cache.nodeType               | cache.zz.banana",
                "cache.nodeType               | cache.t3.large",
                "cache.nodeType               | cache.r6gd.xlarge",
                "cache.shards                 | 4",
                "cache.replicas               | 0",
                "cache.engineVersion          | 6.2",
                "cache.engineVersion          | 7.9",
                "cache.snapshotDays           | 0",
                "cache.snapshotWindow         | 2-4",
                "cache.snapshotWindow         | 02:00-02:10",
                "cache.snapshotWindow         | 02:00-02:59",
                "cache.snapshotWindow         | 02:00-02:00",
                "cache.maintenanceWindow      | sun:03:30-sun:05:30",
                "cache.maintenanceWindow      | sun:01:30-sun:02:30",
                "cache.maintenanceWindow      | daily",
                "cache.maintenanceWindow      | sun:04:30-tue:05:30",
                "cache.maintenanceWindow      | sun:04:30-sun:05:29",
                "cache.maintenanceWindow      | sun:04:30-mon:04:31",
                "cache.maintenanceWindow      | sun:04:30-mon:02:01",
                "cache.maintenanceWindow      | sun:04:30-sun:04:30",
                "database.instanceType        | small",
                "database.engineVersion       | 9.6",
                "database.engineVersion       | latest",
                "database.storageGib          | 5",
                "database.multiAz             | yes",
                "database.backupDays          | 0",
                "database.backupWindow        | night",
                "database.backupWindow        | 02:00-02:29",
                "database.maintenanceWindow   | sun:02:30-sun:03:30",
                "database.maintenanceWindow   | daily",
                "database.maintenanceWindow   | sun:04:30-sun:04:59",
                "database.maintenanceWindow   | sun:04:30-sat:04:30",
                "database.rootCertificate     | rds.pem",
                "image.repository             | Yardarm",
                "image.version                | sha256:12",
                "image.operatorVersion        | latest",
                "image.operatorVersion        | sha256:12",
                "gateway.cpu                  | 300",
                "gateway.memoryMib            | 1024",
                "gateway.least                | 2",
                "gateway.most                 | 2",
                "gateway.cpuPercent           | 100",
                "gateway.requestsPerMinute    | 0",
                "gateway.shutdownGrace        | 2m",
                "gateway.shutdownGrace        | 10",
                "gateway.shutdownGrace        | 1.5s",
                "gateway.accessLog            | 1.1",
                "gateway.logDays              | 2",
                "gateway.adminTokens          | ada:secret",
                "gateway.clientTokens         | secret",
                "gateway.adminTokens          | a b:%1$s",
                "gateway.adminTokens          | ada:%1$s,",
                "gateway.adminTokens          | ada:%1$s,ada:%1$s",
                "gateway.clientTokens         | %2$s:%1$s",
                "entrance.certificate         | arn:aws:acm:eu-west-1:111122223333:certificate/0",
                "entrance.certificate         | arn:aws:acm:eu-central-1:444455556666:certificate/0",
                "entrance.certificate         | none",
                "entrance.internetFacing      | true",
                "entrance.clients             | everybody",
                "entrance.clients             | 0.0.0.0/0",
                "entrance.clients             | 128.0.0.0/1",
                "canary.percent               | 0",
                "canary.percent               | 5.55",
                "canary.hold                  | 90s",
                "canary.hold                  | 14m",
                "canary.hold                  | 25h",
                "canary.bake                  | 10s",
                "canary.bake                  | 0m",
                "canary.bake                  | 9m",
                "canary.bake                  | 25h",
                "canary.errorRatePercent      | 0",
                "canary.hitRatePercent        | 101",
                "canary.p95Millis             | 0",
                "canary.leastRequests         | 0",
                "alarms.replicationLagMillis  | 0",
                "alarms.hitRatePercent        | -1",
                "alarms.cpuPercent            | 100",
                "alarms.connectionErrors      | -1",
                "alarms.p95Millis             | 0",
                "alarms.activeConnections     | 11",
                "alarms.memoryPercent         | 0",
                "alarms.replicas              | 6",
                "alarms.evictions             | -1",
                "alarms.leastRequests         | -1",
                "alarms.singleUsd             | 0",
                "alarms.clusterUsd            | 0",
                "alarms.url                   | pagerduty.com",
                "alarms.runbooks              | http://wiki.example/runbooks",
                "alarms.runbooks              | docs/runbooks/"
            })
    void valueOutOfRange_isRefusedUnderItsName(String key, String value) {
        assertThat(mistakes(Map.of(key, value.formatted("0".repeat(64), "a".repeat(65)))))
                .containsExactly(key);
    }

    @ParameterizedTest
    @CsvSource({
        "cache.nodeType, cache.t4g.medium",
        "cache.nodeType, cache.m5.24xlarge",
        "cache.nodeType, cache.r7g.large",
        "cache.nodeType, cache.c7gn.16xlarge",
        "cache.engineVersion, 7.0",
        "cache.snapshotWindow, 03:00-04:00",
        "cache.snapshotWindow, 23:30-00:30",
        "cache.maintenanceWindow, sun:04:00-sun:05:00",
        "cache.maintenanceWindow, sun:23:30-mon:00:30",
        "cache.maintenanceWindow, sat:04:00-sun:02:00",
        "database.backupWindow, 02:00-02:30",
        "database.maintenanceWindow, mon:03:00-mon:03:30",
        "network.cidr, 172.31.0.0/16",
        "network.cidr, 192.168.0.0/16",
        "network.cidr, 100.64.0.0/20",
        "gateway.shutdownGrace, 60s",
        "canary.hold, 15m",
        "canary.bake, 10m"
    })
    void valueAtTheEdgeOfItsRange_isTaken(String key, String value) {
        ConfigFile.parse(Stage.STAGING, with(Map.of(key, value)));
    }

    /** It would be open to the Internet, and nobody could come from there. */
    @Test
    void clients_ofAPublicLoadBalancer_arePublicNetworks() {
        assertThat(mistakes(Map.of("entrance.internetFacing", "on"))).containsExactly("entrance.clients");
        assertThat(mistakes(Map.of("entrance.internetFacing", "on", "entrance.clients", "192.0.2.0/24,10.1.0.0/16")))
                .containsExactly("entrance.clients");
        assertThat(ConfigFile.parse(
                                Stage.STAGING,
                                with(Map.of("entrance.internetFacing", "on", "entrance.clients", "192.0.2.0/24")))
                        .entrance()
                        .clients())
                .containsExactly("192.0.2.0/24");
    }

    /** The gateway answers from either; and staging sees a change of AWS's before production does. */
    @Test
    void maintenance_isOnADayOfItsOwn() {
        assertThat(Stream.of(Stage.values())
                        .map(stage -> ConfigFile.parse(stage, production(Map.of())))
                        .flatMap(config -> Stream.of(
                                config.cache().maintenanceWindow(),
                                config.database().maintenanceWindow()))
                        .map(window -> window.substring(0, 3)))
                .containsExactly("mon", "tue", "wed", "thu");
    }

    @ParameterizedTest
    @CsvSource({
        "sun:05:00-sun:06:00, sun:05:59-sun:06:59, false",
        "sun:05:00-sun:06:00, sun:06:00-sun:07:00, true",
        "sun:05:59-sun:06:59, sun:05:00-sun:06:00, false",
        "sun:05:00-sun:06:00, mon:05:00-mon:06:00, true",
        "sun:23:30-mon:00:30, mon:00:00-mon:01:00, false"
    })
    void maintenance_ofBothAtATime_isRefused(String cache, String database, boolean taken) {
        Map<String, String> settings = Map.of("cache.maintenanceWindow", cache, "database.maintenanceWindow", database);
        if (taken) {
            ConfigFile.parse(Stage.STAGING, with(settings));
        } else {
            assertThat(mistakes(settings)).containsExactly("database.maintenanceWindow");
        }
    }

    @Test
    void fileThatCannotBeRead_isAMistakeOfTheFile(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> ConfigFile.read(folder, Stage.STAGING))
                .isInstanceOf(InvalidConfig.class)
                .hasMessage("file: is missing");
        Path file = folder.resolve("staging.properties");
        Files.writeString(file, "region = \\u00g0");
        assertThatThrownBy(() -> ConfigFile.read(folder, Stage.STAGING))
                .isInstanceOf(InvalidConfig.class)
                .hasMessage("file: has a \\u without four hexadecimal digits after it");
        Files.write(file, new byte[] {'a', '=', (byte) 0xe4, '\n'});
        assertThatThrownBy(() -> ConfigFile.read(folder, Stage.STAGING))
                .isInstanceOf(InvalidConfig.class)
                .hasMessage("file: is not UTF-8");
        Files.delete(file);
        Files.createDirectory(file);
        assertThatThrownBy(() -> ConfigFile.read(folder, Stage.STAGING))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageStartingWith("file: cannot be read: ");
    }

    /** Private clients come by peering or a transit gateway, which no two networks of the same addresses can have. */
    @Test
    void networks_ofTheStages_areApart() {
        assertThat(Stream.of(Stage.values())
                        .map(stage -> ConfigFile.parse(stage, production(Map.of())))
                        .map(config -> config.network().cidr()))
                .containsExactly("10.21.0.0/16", "10.20.0.0/16");
    }

    /** {@code pg_dump} refuses a server that is newer than itself. */
    @ParameterizedTest
    @CsvSource({
        "18, 17-1, false",
        "18.1, 17.6, false",
        "18, 17, false",
        "18, 18-1, true",
        "17.4, 18-1, true",
        "18, 2026-01, true",
        "18, sha256:%1$s, true",
        "18, ours-17, true"
    })
    void operators_haveToolsAsNewAsTheServer(String server, String image, boolean taken) {
        Map<String, String> settings =
                Map.of("database.engineVersion", server, "image.operatorVersion", image.formatted("1".repeat(64)));
        if (taken) {
            ConfigFile.parse(Stage.STAGING, with(settings));
        } else {
            assertThat(mistakes(settings)).containsExactly("image.operatorVersion");
        }
    }

    @Test
    void settingThatIsSetTwice_isNamed(@TempDir Path folder) throws IOException {
        StringBuilder file = new StringBuilder("cache.shards = 1\ncache.shards = 2\n");
        LEAST.forEach(
                (key, value) -> file.append(key).append(" = ").append(value).append('\n'));
        Files.writeString(folder.resolve("staging.properties"), file);
        assertThatThrownBy(() -> ConfigFile.read(folder, Stage.STAGING))
                .isInstanceOf(InvalidConfig.class)
                .hasMessage("cache.shards: is set more than once");
    }

    /** CloudFormation refuses it after the rest was deployed. */
    @Test
    void canary_longerThanADeploymentMayTake_isRefused() {
        assertThat(mistakes(Map.of("canary.hold", "23h", "canary.bake", "10h1m")))
                .containsExactly("canary.bake");
        assertThat(ConfigFile.parse(Stage.STAGING, with(Map.of("canary.hold", "23h", "canary.bake", "10h")))
                        .canary()
                        .bake())
                .isEqualTo(Duration.ofHours(10));
    }

    @ParameterizedTest
    @CsvSource({
        "256, 512, true",
        "256, 2048, true",
        "256, 3072, false",
        "512, 512, false",
        "4096, 30720, true",
        "4096, 31744, false"
    })
    void memory_isWhatFargateHasForTheProcessors(String cpu, String memory, boolean taken) {
        Map<String, String> settings = with(Map.of("gateway.cpu", cpu, "gateway.memoryMib", memory));
        if (taken) {
            assertThat(ConfigFile.parse(Stage.STAGING, settings).gateway().memoryMib())
                    .isEqualTo(Integer.parseInt(memory));
        } else {
            assertThatThrownBy(() -> ConfigFile.parse(Stage.STAGING, settings))
                    .isInstanceOf(InvalidConfig.class)
                    .hasMessageStartingWith("gateway.memoryMib: ");
        }
    }

    @Test
    void tokens_ofSeveral_areTaken() {
        String tokens = "ada:" + "0".repeat(64) + ",grace.h-1_2:" + "fA".repeat(32);
        assertThat(ConfigFile.parse(Stage.STAGING, with(Map.of("gateway.adminTokens", tokens)))
                        .gateway()
                        .adminTokens())
                .contains(tokens);
    }

    @Test
    void production_withoutAStandby_isRefused() {
        Map<String, String> settings = production(Map.of("database.multiAz", "off"));
        InvalidConfig invalid =
                catchThrowableOfType(InvalidConfig.class, () -> ConfigFile.parse(Stage.PRODUCTION, settings));
        assertThat(invalid).hasMessage("database.multiAz: must be on in production");
    }

    /** Nobody who is woken finds a path of the repository. */
    @Test
    void production_withRunbooksThatAreNoAddress_isRefused() {
        assertThatThrownBy(() -> ConfigFile.parse(Stage.PRODUCTION, LEAST))
                .isInstanceOf(InvalidConfig.class)
                .hasMessage("alarms.runbooks: must be an https:// address in production");
        assertThat(ConfigFile.parse(Stage.STAGING, LEAST).alarms().runbooks()).isEqualTo("docs/runbooks");
    }

    private static Map<String, String> production(Map<String, String> settings) {
        Map<String, String> all = with(settings);
        all.put("alarms.runbooks", "https://runbooks.example.com");
        return all;
    }

    private static List<String> mistakes(Map<String, String> settings) {
        return catchThrowableOfType(InvalidConfig.class, () -> ConfigFile.parse(Stage.STAGING, with(settings)))
                .mistakes()
                .stream()
                .map(Mistake::key)
                .toList();
    }

    private static Map<String, String> with(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(LEAST);
        all.putAll(settings);
        return all;
    }
}
