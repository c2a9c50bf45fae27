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

    @ParameterizedTest
    @EnumSource
    void subnets_ofEachKind_areInThreeZones(Stage stage) {
        Map<String, List<String>> zones = new TreeMap<>();
        for (JsonNode subnet : Templates.REQUIRED.all(stage, PART, "AWS::EC2::Subnet")) {
            zones.computeIfAbsent(
                            Templates.tags(subnet).getOrDefault("aws-cdk:subnet-name", "?"), kind -> new ArrayList<>())
                    .add(subnet.path("AvailabilityZone").asText());
            assertThat(subnet.path("MapPublicIpOnLaunch").asBoolean())
                    .isEqualTo("Public".equals(Templates.tags(subnet).get("aws-cdk:subnet-type")));
        }
        List<String> three = List.of("eu-central-1a", "eu-central-1b", "eu-central-1c");
        assertThat(zones).isEqualTo(Map.of("public", three, "gateways", three, "data", three));
    }

    @Test
    void subnetsOfData_haveNoWayOut() {
        List<JsonNode> routes = Templates.REQUIRED.all(Stage.PRODUCTION, PART, "AWS::EC2::Route");
        assertThat(routes)
                .hasSize(6)
                .noneMatch(route -> route.path("RouteTableId").toString().contains("data"));
    }

    @Test
    void gateways_leaveThroughTheirOwnZoneInProduction_andThroughOneInStaging() {
        assertThat(Templates.REQUIRED.all(Stage.PRODUCTION, PART, "AWS::EC2::NatGateway"))
                .hasSize(3);
        assertThat(Templates.REQUIRED.all(Stage.STAGING, PART, "AWS::EC2::NatGateway"))
                .hasSize(1);
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
                        "Gateway -> Gateway 8081",
                        "Gateway -> Redis 6379",
                        "Gateway -> Database 5432");
        assertThat(waysOut(Templates.REQUIRED, stage))
                .containsExactlyInAnyOrder(
                        "Entrance -> Gateway 8080",
                        "Entrance -> Gateway 8081",
                        "Gateway -> Gateway 8081",
                        "Gateway -> Redis 6379",
                        "Gateway -> Database 5432",
                        "Gateway -> 0.0.0.0/0 443",
                        // An address that nobody has: what is not listed would be open, so a list is never empty.
                        "Redis -> 255.255.255.255/32 252",
                        "Database -> 255.255.255.255/32 252");
    }

    @Test
    void clients_areTheNetworksOfTheConfiguration() {
        assertThat(waysIn(Templates.MIGRATING, Stage.STAGING))
                .filteredOn(way -> way.endsWith("443"))
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
                        + groupOf(rule.path("DestinationSecurityGroupId")) + " " + port(rule)));
        return ways;
    }

    /** Of the form {@code 443}, or {@code 1-2} for more than one. */
    private static String port(JsonNode rule) {
        String from = rule.path("FromPort").asText();
        String to = rule.path("ToPort").asText();
        return from.equals(to) || from.equals("252") ? from : from + "-" + to;
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
        return logicalId.replaceAll("^SecurityGroups(Entrance|Gateway|Redis|Database).*", "$1");
    }
}
