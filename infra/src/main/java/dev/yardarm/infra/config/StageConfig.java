package dev.yardarm.infra.config;

/** All figures of one stage. A configuration that exists can be deployed as far as its own rules can tell. */
public record StageConfig(
        Stage stage,
        Place place,
        NetworkConfig network,
        CacheConfig cache,
        DatabaseConfig database,
        ImageConfig image,
        GatewayConfig gateway,
        EntranceConfig entrance,
        CanaryConfig canary,
        AlarmConfig alarms) {
    public StageConfig {
        new Rules()
                .require(
                        entrance.certificate().contains(":acm:" + place.region() + ":" + place.account() + ":"),
                        "entrance.certificate",
                        "must be of the stage's own account and region, " + place.account() + " and " + place.region())
                .require(
                        cache.shards() * (1 + alarms.replicas()) <= 9,
                        "alarms.replicas",
                        "with the shards and their primaries may be at most nine nodes")
                .require(
                        !(stage == Stage.PRODUCTION && !database.multiAz()),
                        "database.multiAz",
                        "must be on in production")
                .require(
                        Window.areApartEachWeek(cache.maintenanceWindow(), database.maintenanceWindow()),
                        "database.maintenanceWindow",
                        "must be apart from cache.maintenanceWindow, as the gateway answers from either")
                .require(
                        !(stage == Stage.PRODUCTION && !alarms.runbooks().startsWith("https://")),
                        "alarms.runbooks",
                        "must be an https:// address in production")
                .require(
                        image.operatorMajor().orElse(database.major()) >= database.major(),
                        "image.operatorVersion",
                        "must have a PostgreSQL as new as database.engineVersion: pg_dump refuses a newer server")
                .check();
    }

    /** The name of a resource of this stage: {@code yardarm-staging-…}. */
    public String name(String part) {
        return prefix() + "-" + part;
    }

    public String prefix() {
        return "yardarm-" + stage.label();
    }

    public boolean isProduction() {
        return stage == Stage.PRODUCTION;
    }
}
