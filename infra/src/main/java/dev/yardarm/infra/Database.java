package dev.yardarm.infra;

import dev.yardarm.infra.config.DatabaseConfig;
import dev.yardarm.infra.config.StageConfig;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.SecretValue;
import software.amazon.awscdk.services.ec2.InstanceType;
import software.amazon.awscdk.services.rds.CaCertificate;
import software.amazon.awscdk.services.rds.Credentials;
import software.amazon.awscdk.services.rds.CredentialsBaseOptions;
import software.amazon.awscdk.services.rds.DatabaseInstance;
import software.amazon.awscdk.services.rds.DatabaseInstanceEngine;
import software.amazon.awscdk.services.rds.PostgresEngineVersion;
import software.amazon.awscdk.services.rds.PostgresInstanceEngineProps;
import software.amazon.awscdk.services.rds.StorageType;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.constructs.Construct;

/** PostgreSQL, and the secret that has the gateway's {@code DATABASE_URL}. */
final class Database extends Construct {
    private static final String USER = "yardarm";
    private static final String NAME = "flags";

    /** All that is not a letter or a digit, so that the password may stand in a URL. */
    private static final String NOT_IN_A_URL = " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    private final DatabaseInstance instance;
    private final String place;
    private final Secret url;

    Database(Construct scope, StageConfig config, NetworkStack network) {
        super(scope, "Database");
        DatabaseConfig database = config.database();
        instance = DatabaseInstance.Builder.create(this, "Instance")
                .instanceIdentifier(config.prefix())
                .engine(DatabaseInstanceEngine.postgres(PostgresInstanceEngineProps.builder()
                        .version(version(database.engineVersion()))
                        .build()))
                .instanceType(new InstanceType(database.instanceType()))
                .vpc(network.vpc())
                .vpcSubnets(network.dataSubnets())
                .securityGroups(List.of(network.securityGroups().database()))
                .port(Ports.POSTGRES)
                .databaseName(NAME)
                .credentials(Credentials.fromGeneratedSecret(
                        USER,
                        CredentialsBaseOptions.builder()
                                .secretName(
                                        "postgres/credentials/" + config.stage().label())
                                .excludeCharacters(NOT_IN_A_URL)
                                .build()))
                .multiAz(database.multiAz())
                .storageType(StorageType.GP3)
                .allocatedStorage(database.storageGib())
                .maxAllocatedStorage(2 * database.storageGib())
                .storageEncrypted(true)
                .backupRetention(Duration.days(database.backupDays()))
                .preferredBackupWindow(database.backupWindow())
                .preferredMaintenanceWindow(database.maintenanceWindow())
                .caCertificate(CaCertificate.RDS_CA_RSA2048_G1)
                .copyTagsToSnapshot(true)
                .deletionProtection(config.isProduction())
                .removalPolicy(RemovalPolicy.SNAPSHOT)
                .build();
        place = "@" + instance.getDbInstanceEndpointAddress() + ":" + Ports.POSTGRES + "/" + NAME + "?"
                + encryption(database);
        url = Secret.Builder.create(this, "Url")
                .secretName("postgres/url/" + config.stage().label())
                .description("DATABASE_URL of the gateway")
                .secretStringValue(SecretValue.unsafePlainText("postgresql://" + USER + ":"
                        + credentials().secretValueFromJson("password").unsafeUnwrap() + place))
                .build();
    }

    ISecret url() {
        return url;
    }

    /** For who owns the instance, whoever gateways are by now; without the password. */
    String adminUrl() {
        return "postgresql://" + USER + place;
    }

    /** Name and password of who owns the instance. */
    ISecret credentials() {
        ISecret credentials = instance.getSecret();
        if (credentials == null) {
            throw new IllegalStateException("credentials that are generated have a secret");
        }
        return credentials;
    }

    DatabaseInstance instance() {
        return instance;
    }

    private static PostgresEngineVersion version(String version) {
        return PostgresEngineVersion.of(version, version.substring(0, 2));
    }

    private static String encryption(DatabaseConfig database) {
        return database.rootCertificate()
                .map(path -> "sslmode=verify-full&sslrootcert=" + path)
                .orElse("sslmode=require");
    }
}
