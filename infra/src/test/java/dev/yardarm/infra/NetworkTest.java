package dev.yardarm.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.yardarm.infra.config.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** C4 (zones) and S9. */
class NetworkTest {
    private static final String PART = "network";
    private static final List<String> THREE = List.of("eu-central-1a", "eu-central-1b", "eu-central-1c");

    @ParameterizedTest
    @EnumSource
    void subnets_ofEachKind_areInThreeZones(Stage stage) {
        assertThat(zones(Templates.REQUIRED, stage)).isEqualTo(Map.of("gateways", THREE, "data", THREE));
    }

    @Test
    void subnets_thatArePublic_areThereForAPublicLoadBalancerAlone() {
        List<String> zones = List.of("us-west-2d", "us-west-2b", "us-west-2c");
        assertThat(zones(Templates.MIGRATING, Stage.STAGING))
                .isEqualTo(Map.of("public", zones, "gateways", zones, "data", zones));
    }

    @ParameterizedTest
    @EnumSource
    void network_hasNoWayToTheInternet(Stage stage) {
        for (String way : List.of("Route", "InternetGateway", "NatGateway", "EgressOnlyInternetGateway")) {
            assertThat(Templates.REQUIRED.all(stage, PART, "AWS::EC2::" + way))
                    .as(way)
                    .isEmpty();
        }
    }

    @Test
    void network_ofAPublicLoadBalancer_leadsOutOfItsSubnetsAlone() {
        assertThat(Templates.MIGRATING.all(Stage.STAGING, PART, "AWS::EC2::NatGateway"))
                .isEmpty();
        assertThat(Templates.MIGRATING.all(Stage.STAGING, PART, "AWS::EC2::Route"))
                .hasSize(3)
                .allMatch(route -> route.path("RouteTableId").toString().contains("VpcpublicSubnet"));
    }

    @ParameterizedTest
    @EnumSource
    void servicesOfAws_areInTheNetworkUnderTheirNamesAndForTheOwnAccount(Stage stage) {
        List<JsonNode> endpoints = endpoints(stage, "Interface");
        assertThat(endpoints)
                .extracting(endpoint -> endpoint.path("ServiceName").asText())
                .containsExactlyInAnyOrder(
                        "com.amazonaws.eu-central-1.ecr.api",
                        "com.amazonaws.eu-central-1.ecr.dkr",
                        "com.amazonaws.eu-central-1.logs",
                        "com.amazonaws.eu-central-1.secretsmanager",
                        "com.amazonaws.eu-central-1.monitoring",
                        "com.amazonaws.eu-central-1.ssmmessages");
        assertThat(endpoints).allSatisfy(endpoint -> {
            assertThat(endpoint.path("PrivateDnsEnabled")).isEqualTo(Templates.json("true"));
            assertThat(endpoint.path("SubnetIds"))
                    .hasSize(stage == Stage.PRODUCTION ? 3 : 1)
                    .allMatch(subnet -> subnet.toString().contains("VpcgatewaysSubnet"));
            assertThat(endpoint.path("SecurityGroupIds"))
                    .extracting(NetworkTest::groupOf)
                    .containsExactly("Endpoints");
            assertThat(endpoint.path("PolicyDocument").path("Statement"))
                    .containsExactly(Templates.json(
                            "{'Action': '*', 'Effect': 'Allow', 'Principal': {'AWS': '*'}, 'Resource': '*',"
                                    + " 'Condition': {'StringEquals': {'aws:PrincipalAccount': '111122223333'}}}"));
        });
        JsonNode vpc = Templates.REQUIRED.only(stage, PART, "AWS::EC2::VPC");
        assertThat(vpc.path("EnableDnsSupport")).isEqualTo(Templates.json("true"));
        assertThat(vpc.path("EnableDnsHostnames")).isEqualTo(Templates.json("true"));
    }

    @ParameterizedTest
    @EnumSource
    void s3_isReachedByGatewaysAloneAndForLayersOfImages(Stage stage) {
        List<JsonNode> endpoints = endpoints(stage, "Gateway");
        assertThat(endpoints).hasSize(1);
        assertThat(endpoints.get(0).path("RouteTableIds"))
                .hasSize(3)
                .allMatch(table -> table.toString().contains("VpcgatewaysSubnet"));
        JsonNode statements = endpoints.get(0).path("PolicyDocument").path("Statement");
        assertThat(statements).hasSize(1);
        assertThat(statements.path(0).path("Action").asText()).isEqualTo("s3:GetObject");
        assertThat(statements.path(0).path("Resource").toString())
                .endsWith(":s3:::prod-eu-central-1-starport-layer-bucket/*\"]]}");
    }

    @ParameterizedTest
    @EnumSource
    void flowLogs_areOnForAllTraffic(Stage stage) {
        JsonNode logs = Templates.REQUIRED.only(stage, PART, "AWS::EC2::FlowLog");
        assertThat(logs.path("ResourceType").asText()).isEqualTo("VPC");
        assertThat(logs.path("TrafficType").asText()).isEqualTo("ALL");
        assertThat(logs.path("LogDestinationType").asText()).isEqualTo("cloud-watch-logs");
    }

    @ParameterizedTest
    @EnumSource
    void ways_areThoseThatAreNeeded_andNoOthers(Stage stage) {
        assertThat(waysIn(Templates.REQUIRED, stage))
                .containsExactlyInAnyOrder(
                        "10.0.0.0/8 -> Entrance 443",
                        "Entrance -> Gateway 8080",
                        "Entrance -> Gateway 8081",
                        "Gateway -> Gateway 8080",
                        "Gateway -> Gateway 8081",
                        "Gateway -> Redis 6379",
                        "Gateway -> Database 5432",
                        "Gateway -> Endpoints 443");
        assertThat(waysOut(Templates.REQUIRED, stage))
                .containsExactlyInAnyOrder(
                        "Entrance -> Gateway 8080",
                        "Entrance -> Gateway 8081",
                        "Gateway -> Gateway 8080",
                        "Gateway -> Gateway 8081",
                        "Gateway -> Redis 6379",
                        "Gateway -> Database 5432",
                        "Gateway -> Endpoints 443",
                        "Gateway -> pl-0123abcd 443",
                        // Nowhere: a group that lists nothing within itself would be open, so a list is never empty.
                        "Entrance -> 127.0.0.1/32 any",
                        "Gateway -> 127.0.0.1/32 any",
                        "Redis -> 127.0.0.1/32 any",
                        "Database -> 127.0.0.1/32 any",
                        "Endpoints -> 127.0.0.1/32 any");
    }

    @Test
    void clients_areTheNetworksOfTheConfiguration() {
        assertThat(waysIn(Templates.MIGRATING, Stage.STAGING))
                .filteredOn(way -> way.endsWith("Entrance 443"))
                .containsExactlyInAnyOrder("192.0.2.0/24 -> Entrance 443", "198.51.100.0/24 -> Entrance 443");
    }

    @Test
    void scrapers_reachTheManagementPortAlone() {
        assertThat(waysIn(Templates.MIGRATING, Stage.STAGING))
                .filteredOn(way -> way.startsWith("10.30."))
                .containsExactly("10.30.0.0/24 -> Gateway 8081");
    }

    @ParameterizedTest
    @EnumSource
    void otherStacks_addNoRules(Stage stage) {
        for (String part : List.of("data", "gateway", "operations", "billing")) {
            for (String type : List.of("SecurityGroup", "SecurityGroupIngress", "SecurityGroupEgress")) {
                assertThat(Templates.REQUIRED.all(stage, part, "AWS::EC2::" + type))
                        .as(part + " " + type)
                        .isEmpty();
            }
        }
    }

    /** Of each kind of subnet; whether they are public is as their kind says. */
    private static Map<String, List<String>> zones(Templates templates, Stage stage) {
        Map<String, List<String>> zones = new TreeMap<>();
        for (JsonNode subnet : templates.all(stage, PART, "AWS::EC2::Subnet")) {
            zones.computeIfAbsent(
                            Templates.tags(subnet).getOrDefault("aws-cdk:subnet-name", "?"), kind -> new ArrayList<>())
                    .add(subnet.path("AvailabilityZone").asText());
            assertThat(subnet.path("MapPublicIpOnLaunch").asBoolean())
                    .isEqualTo("Public".equals(Templates.tags(subnet).get("aws-cdk:subnet-type")));
        }
        return zones;
    }

    private static List<String> waysIn(Templates templates, Stage stage) {
        List<String> ways = new ArrayList<>();
        groups(templates, stage)
                .forEach((name, group) -> group.path("SecurityGroupIngress")
                        .forEach(rule -> ways.add(rule.path("CidrIp").asText() + " -> " + name + " " + port(rule))));
        templates
                .all(stage, PART, "AWS::EC2::SecurityGroupIngress")
                .forEach(rule -> ways.add(groupOf(rule.path("SourceSecurityGroupId")) + " -> "
                        + groupOf(rule.path("GroupId")) + " " + port(rule)));
        return ways;
    }

    private static List<String> waysOut(Templates templates, Stage stage) {
        List<String> ways = new ArrayList<>();
        groups(templates, stage)
                .forEach((name, group) -> group.path("SecurityGroupEgress")
                        .forEach(rule ->
                                ways.add(name + " -> " + rule.path("CidrIp").asText() + " " + port(rule))));
        templates
                .all(stage, PART, "AWS::EC2::SecurityGroupEgress")
                .forEach(rule -> ways.add(groupOf(rule.path("GroupId")) + " -> "
                        + (rule.has("DestinationPrefixListId")
                                ? rule.path("DestinationPrefixListId").asText()
                                : groupOf(rule.path("DestinationSecurityGroupId")))
                        + " " + port(rule)));
        return ways;
    }

    /** Of the form {@code 443}, {@code 1-2} for more than one, or {@code any}. */
    private static String port(JsonNode rule) {
        if (rule.path("IpProtocol").asText().equals("-1")) {
            return "any";
        }
        String from = rule.path("FromPort").asText();
        String to = rule.path("ToPort").asText();
        return from.equals(to) ? from : from + "-" + to;
    }

    private static List<JsonNode> endpoints(Stage stage, String type) {
        return Templates.REQUIRED.all(stage, PART, "AWS::EC2::VPCEndpoint").stream()
                .filter(endpoint -> endpoint.path("VpcEndpointType").asText().equals(type))
                .toList();
    }

    private static Map<String, JsonNode> groups(Templates templates, Stage stage) {
        Map<String, JsonNode> groups = new HashMap<>();
        templates.of(stage, PART).path("Resources").properties().forEach(resource -> {
            if (resource.getValue().path("Type").asText().equals("AWS::EC2::SecurityGroup")) {
                groups.put(nameOf(resource.getKey()), resource.getValue().path("Properties"));
            }
        });
        return groups;
    }

    private static String groupOf(JsonNode reference) {
        return nameOf(reference.path("Fn::GetAtt").path(0).asText());
    }

    private static String nameOf(String logicalId) {
        return logicalId.replaceAll("^SecurityGroups(Entrance|Gateway|Redis|Database|Endpoints).*", "$1");
    }
}
