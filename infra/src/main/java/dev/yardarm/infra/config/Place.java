package dev.yardarm.infra.config;

import java.util.HashSet;
import java.util.List;

/**
 * Where a stage is.
 *
 * @param account twelve digits
 * @param region as in {@code eu-central-1}
 * @param zones three availability zones of the region that the account has
 */
public record Place(String account, String region, List<String> zones) {
    private static final int ZONES = 3;

    public Place {
        zones = List.copyOf(zones);
        String own = region;
        new Rules()
                .require(account.matches("[0-9]{12}"), "account", "must be the twelve digits of an AWS account")
                .require(region.matches("[a-z]{2}(-[a-z]+)+-[0-9]"), "region", "must be a region, as in eu-central-1")
                .require(
                        zones.size() == ZONES && new HashSet<>(zones).size() == ZONES,
                        "zones",
                        "must be three different zones")
                .require(
                        zones.stream().allMatch(zone -> zone.matches(own + "[a-z]")),
                        "zones",
                        "must be zones of the region, as in eu-central-1a")
                .check();
    }

    static List<String> firstZonesOf(String region) {
        return List.of(region + "a", region + "b", region + "c");
    }
}
