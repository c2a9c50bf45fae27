package dev.yardarm.infra.config;

import java.util.Optional;

/**
 * PostgreSQL, as RDS has it.
 *
 * @param instanceType as in {@code t4g.small}
 * @param engineVersion a major version from 15 on, which AWS then keeps up to date, or one with its minor one
 * @param storageGib 20 to 1000; grows by itself to twice of it
 * @param multiAz whether another zone has a standby
 * @param backupDays for which it can be restored to any moment; 1 to 35
 * @param backupWindow in UTC, {@code hh:mm-hh:mm}, half an hour or more
 * @param maintenanceWindow in UTC, {@code ddd:hh:mm-ddd:hh:mm}, half an hour to a day, outside of the backup window
 * @param rootCertificate a file of both images with the certificates of RDS, by which the server is verified; without it the
 *     connection is encrypted and the server is not verified
 */
public record DatabaseConfig(
        String instanceType,
        String engineVersion,
        int storageGib,
        boolean multiAz,
        int backupDays,
        String backupWindow,
        String maintenanceWindow,
        Optional<String> rootCertificate) {
    private static final int LEAST_WINDOW_MINUTES = 30;

    public DatabaseConfig {
        new Rules()
                .require(
                        instanceType.matches("[a-z0-9]+\\.[a-z0-9]+"),
                        "database.instanceType",
                        "must be a type of instance, as in t4g.small")
                .require(
                        engineVersion.matches("1[5-9](\\.[0-9]+)?"),
                        "database.engineVersion",
                        "must be 15 to 19, with or without the minor version, as in 17 or 17.4")
                .range(storageGib, 20, 1000, "database.storageGib")
                .range(backupDays, 1, 35, "database.backupDays")
                .windows(
                        backupWindow,
                        "database.backupWindow",
                        maintenanceWindow,
                        "database.maintenanceWindow",
                        LEAST_WINDOW_MINUTES)
                .require(
                        rootCertificate
                                .map(path -> path.matches("/[A-Za-z0-9._/-]+"))
                                .orElse(true),
                        "database.rootCertificate",
                        "must be the path of a file in the image, as in /opt/yardarm/rds.pem, or none")
                .check();
    }

    /** As in 17. */
    int major() {
        return Integer.parseInt(engineVersion.substring(0, 2));
    }
}
