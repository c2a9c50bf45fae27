package dev.yardarm.infra;

import static dev.yardarm.infra.Templates.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.yardarm.infra.config.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** C1, C8, C9, C11 (tags), S12 (tags), and PostgreSQL. */
class DataTest {
    private static final String PART = "data";
    private static final String GROUP = "AWS::ElastiCache::ReplicationGroup";

    @ParameterizedTest
    @EnumSource
    void cluster_isOnePrimaryAndTwoReplicasOverThreeZones(Stage stage) {
        JsonNode cluster = Templates.REQUIRED.only(stage, PART, GROUP);
        assertThat(cluster.path("Engine").asText()).isEqualTo("redis");
        assertThat(cluster.path("EngineVersion").asText()).isEqualTo("7.1");
        assertThat(cluster.path("CacheNodeType").asText()).isEqualTo("cache.t3.micro");
        assertThat(cluster.path("NumNodeGroups").asInt()).isEqualTo(1);
        assertThat(cluster.path("NodeGroupConfiguration"))
                .isEqualTo(json("[{'NodeGroupId': '0001', 'PrimaryAvailabilityZone': 'eu-central-1a',"
                        + " 'ReplicaAvailabilityZones': ['eu-central-1b', 'eu-central-1c'], 'ReplicaCount': 2}]"));
    }

    @ParameterizedTest
    @EnumSource
    void cluster_isInClusterModeAndFailsOverByItself(Stage stage) {
        JsonNode cluster = Templates.REQUIRED.only(stage, PART, GROUP);
        assertThat(cluster.path("ClusterMode").asText()).isEqualTo("enabled");
        assertThat(cluster.path("AutomaticFailoverEnabled")).isEqualTo(json("true"));
        assertThat(cluster.path("MultiAZEnabled")).isEqualTo(json("true"));
        JsonNode parameters = Templates.REQUIRED.only(stage, PART, "AWS::ElastiCache::ParameterGroup");
        assertThat(parameters.path("CacheParameterGroupFamily").asText()).isEqualTo("redis7");
        assertThat(parameters.path("Properties")).isEqualTo(json("{'cluster-enabled': 'yes'}"));
    }

    /** What CloudFormation does otherwise is to make a new group, without data, under another name. */
    @ParameterizedTest
    @EnumSource
    void cluster_getsMoreShardsInPlace(Stage stage) {
        assertThat(Templates.REQUIRED.resources(stage, PART, GROUP))
                .hasSize(1)
                .allSatisfy(cluster ->
                        assertThat(cluster.path("UpdatePolicy")).isEqualTo(json("{'UseOnlineResharding': true}")));
    }

    @ParameterizedTest
    @EnumSource
    void cluster_isEncryptedOnTheWayAndAtRest(Stage stage) {
        JsonNode cluster = Templates.REQUIRED.only(stage, PART, GROUP);
        assertThat(cluster.path("TransitEncryptionEnabled")).isEqualTo(json("true"));
        assertThat(cluster.path("AtRestEncryptionEnabled")).isEqualTo(json("true"));
        assertThat(cluster.path("Port").asInt()).isEqualTo(6379);
    }

    @ParameterizedTest
    @EnumSource
    void cluster_isKeptForADayFromTheQuietHours(Stage stage) {
        JsonNode cluster = Templates.REQUIRED.only(stage, PART, GROUP);
        assertThat(cluster.path("SnapshotRetentionLimit").asInt()).isEqualTo(1);
        assertThat(cluster.path("SnapshotWindow").asText()).isEqualTo("02:00-04:00");
        assertThat(cluster.path("PreferredMaintenanceWindow").asText())
                .isEqualTo(stage == Stage.PRODUCTION ? "wed:04:30-wed:05:30" : "mon:04:30-mon:05:30");
    }

    @ParameterizedTest
    @EnumSource
    void cluster_isInSubnetsOfDataBehindItsSecurityGroup(Stage stage) {
        JsonNode subnets = Templates.REQUIRED
                .only(stage, PART, "AWS::ElastiCache::SubnetGroup")
                .path("SubnetIds");
        assertThat(subnets).hasSize(3).allMatch(subnet -> subnet.toString().contains("VpcdataSubnet"));
        assertThat(Templates.REQUIRED.only(stage, PART, GROUP).path("SecurityGroupIds"))
                .hasSize(1)
                .allMatch(group -> group.toString().contains("SecurityGroupsRedis"));
    }

    @Test
    void cluster_ofTwoShards_hasPrimariesInTwoZones() {
        JsonNode cluster = Templates.MIGRATING.all(Stage.STAGING, PART, GROUP).stream()
                .filter(group -> group.has("NumNodeGroups"))
                .findFirst()
                .orElseThrow();
        assertThat(cluster.path("NumNodeGroups").asInt()).isEqualTo(2);
        assertThat(cluster.path("NodeGroupConfiguration").path(1))
                .isEqualTo(json("{'NodeGroupId': '0002', 'PrimaryAvailabilityZone': 'us-west-2b',"
                        + " 'ReplicaAvailabilityZones': ['us-west-2c'], 'ReplicaCount': 1}"));
    }

    @ParameterizedTest
    @EnumSource
    void user_hasTheRightsThatTheReadmeListsAndNoMore(Stage stage) throws IOException {
        JsonNode user = user(stage, "yardarm");
        Matcher readme = Pattern.compile("ACL SETUSER yardarm on >password ([^`]*)```")
                .matcher(Files.readString(Path.of("..", "README.md")));
        assertThat(readme.find()).isTrue();
        Set<String> rights = words(user.path("AccessString").asText());
        assertThat(rights).contains("on", "-@all");
        rights.removeAll(Set.of("on", "-@all"));
        assertThat(rights).isEqualTo(words(readme.group(1)));
    }

    @ParameterizedTest
    @EnumSource
    void user_hasThePasswordThatWasGenerated(Stage stage) {
        JsonNode mode = user(stage, "yardarm").path("AuthenticationMode");
        assertThat(mode.path("Type").asText()).isEqualTo("password");
        assertThat(mode.path("Passwords").toString()).contains("{{resolve:secretsmanager:", "UsersPassword");
        JsonNode generated =
                secret(Templates.REQUIRED, stage, "redis/password/").path("GenerateSecretString");
        assertThat(generated.path("PasswordLength").asInt()).isBetween(16, 128);
        assertThat(generated.path("ExcludePunctuation")).isEqualTo(json("true"));
    }

    @ParameterizedTest
    @EnumSource
    void user_ofOperators_looksAndChangesNothing(Stage stage) {
        JsonNode operator = user(stage, "operator");
        assertThat(words(operator.path("AccessString").asText()))
                .containsExactlyInAnyOrder(
                        "on",
                        "~feature_flags:*",
                        "-@all",
                        "+@read",
                        "-keys",
                        "+cluster|nodes",
                        "+cluster|slots",
                        "+cluster|info",
                        "+info",
                        "+client|list",
                        "+slowlog|get",
                        "+ping",
                        "+readonly");
        assertThat(operator.path("AuthenticationMode").path("Passwords").toString())
                .contains("{{resolve:secretsmanager:", "UsersOperatorPassword");
        assertThat(secret(Templates.REQUIRED, stage, "redis/operator/")
                        .path("GenerateSecretString")
                        .path("PasswordLength")
                        .asInt())
                .isBetween(16, 128);
    }

    @ParameterizedTest
    @EnumSource
    void user_default_mayDoNothing(Stage stage) {
        assertThat(user(stage, "default").path("AccessString").asText()).isEqualTo("off -@all");
        assertThat(Templates.REQUIRED
                        .only(stage, PART, "AWS::ElastiCache::UserGroup")
                        .path("UserIds"))
                .hasSize(3);
        assertThat(Templates.REQUIRED.only(stage, PART, GROUP).path("UserGroupIds"))
                .hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void secret_hasUrlUserAndPassword(Stage stage) {
        JsonNode secret = secret(Templates.REQUIRED, stage, "redis/cluster/");
        assertThat(secret.path("Name").asText()).isEqualTo("redis/cluster/" + stage.label());
        String value = secret.path("SecretString").toString();
        assertThat(value)
                .contains("rediss://", "ConfigurationEndPoint.Address", ":6379", "{{resolve:secretsmanager:")
                .containsSubsequence("\\\"password\\\"", "\\\"url\\\"", "\\\"username\\\":\\\"yardarm\\\"");
    }

    @ParameterizedTest
    @EnumSource
    void costTags_ofTheCluster_areOnAllThatCosts(Stage stage) {
        assertThat(Templates.tags(Templates.REQUIRED.only(stage, PART, GROUP)))
                .containsEntry("Service", "ElastiCache-Cluster")
                .containsEntry("Feature", "FeatureFlags")
                .containsEntry("Stage", stage.label());
        assertThat(Templates.tags(Templates.REQUIRED.only(stage, PART, "AWS::RDS::DBInstance")))
                .containsEntry("Service", "Yardarm")
                .containsEntry("Feature", "FeatureFlags");
    }

    @Test
    void single_isThereOnlyIfItIsAskedFor() {
        assertThat(Templates.REQUIRED.all(Stage.STAGING, PART, GROUP)).hasSize(1);
        assertThat(Templates.SINGLE
                        .only(Stage.STAGING, PART, GROUP)
                        .path("CacheNodeType")
                        .asText())
                .isEqualTo("cache.t3.micro");
        JsonNode single = single();
        assertThat(single.path("NumCacheClusters").asInt()).isEqualTo(1);
        assertThat(single.path("AutomaticFailoverEnabled")).isEqualTo(json("false"));
        assertThat(single.path("CacheParameterGroupName").asText()).isEqualTo("default.redis7");
        assertThat(single.path("TransitEncryptionEnabled")).isEqualTo(json("true"));
    }

    @Test
    void costTags_ofTheSingleInstance_areItsOwn() {
        assertThat(Templates.tags(single()))
                .containsEntry("Service", "ElastiCache")
                .containsEntry("Feature", "FeatureFlags");
    }

    @Test
    void database_hasAStandbyInProductionAlone() {
        assertThat(database(Stage.PRODUCTION).path("MultiAZ")).isEqualTo(json("true"));
        assertThat(database(Stage.PRODUCTION).path("DeletionProtection")).isEqualTo(json("true"));
        assertThat(database(Stage.STAGING).path("MultiAZ")).isEqualTo(json("false"));
    }

    @ParameterizedTest
    @EnumSource
    void database_isEncryptedBackedUpAndNotPublic(Stage stage) {
        JsonNode database = database(stage);
        assertThat(database.path("Engine").asText()).isEqualTo("postgres");
        assertThat(database.path("StorageEncrypted")).isEqualTo(json("true"));
        assertThat(database.path("PubliclyAccessible").asBoolean()).isFalse();
        assertThat(database.path("BackupRetentionPeriod").asInt()).isEqualTo(7);
        assertThat(database.path("Port").asText()).isEqualTo("5432");
        assertThat(database.path("VPCSecurityGroups"))
                .hasSize(1)
                .allMatch(group -> group.toString().contains("SecurityGroupsDatabase"));
    }

    @Test
    void database_hasTheVersionAndTheTimesOfTheConfiguration() {
        assertThat(database(Stage.PRODUCTION).path("EngineVersion").asText()).isEqualTo("17");
        assertThat(database(Stage.PRODUCTION).path("PreferredBackupWindow").asText())
                .isEqualTo("02:00-03:00");
        JsonNode other = Templates.MIGRATING.only(Stage.STAGING, PART, "AWS::RDS::DBInstance");
        assertThat(other.path("EngineVersion").asText()).isEqualTo("16");
        assertThat(other.path("PreferredBackupWindow").asText()).isEqualTo("23:00-23:45");
        assertThat(other.path("PreferredMaintenanceWindow").asText()).isEqualTo("tue:00:00-tue:01:00");
    }

    @Test
    void databaseUrl_isASecretWithThePasswordByReference() {
        assertThat(databaseUrl(Templates.REQUIRED, Stage.PRODUCTION))
                .contains("postgresql://yardarm:{{resolve:secretsmanager:", "Endpoint.Address", ":5432/flags?");
    }

    @Test
    void databaseUrl_verifiesTheServerUnlessToldOtherwise() {
        assertThat(databaseUrl(Templates.REQUIRED, Stage.PRODUCTION))
                .contains("/flags?sslmode=verify-full&sslrootcert=/opt/yardarm/rds.pem\"");
        assertThat(databaseUrl(Templates.MIGRATING, Stage.STAGING)).contains("/flags?sslmode=require\"");
    }

    private static String databaseUrl(Templates templates, Stage stage) {
        return secret(templates, stage, "postgres/url/").path("SecretString").toString();
    }

    private static JsonNode database(Stage stage) {
        return Templates.REQUIRED.only(stage, PART, "AWS::RDS::DBInstance");
    }

    private static JsonNode single() {
        List<JsonNode> found = Templates.MIGRATING.all(Stage.STAGING, PART, GROUP).stream()
                .filter(group -> group.has("NumCacheClusters"))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static JsonNode user(Stage stage, String name) {
        return Templates.REQUIRED.all(stage, PART, "AWS::ElastiCache::User").stream()
                .filter(user -> user.path("UserName").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode secret(Templates templates, Stage stage, String prefix) {
        return templates.all(stage, PART, "AWS::SecretsManager::Secret").stream()
                .filter(secret -> secret.path("Name").asText().equals(prefix + stage.label()))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> words(String text) {
        return new TreeSet<>(Arrays.asList(text.strip().split("\\s+")));
    }
}
