package dev.yardarm.infra;

import dev.yardarm.infra.config.StageConfig;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.SecretValue;
import software.amazon.awscdk.services.elasticache.CfnUser;
import software.amazon.awscdk.services.elasticache.CfnUserGroup;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.secretsmanager.SecretStringGenerator;
import software.constructs.Construct;

/**
 * Who may use Redis: the gateway, with the rights that its README lists, and a generated password. The user {@code default}
 * has to be there, and may not do anything.
 */
final class CacheUsers extends Construct {
    /** What the gateway is called in Redis. */
    static final String GATEWAY = "yardarm";

    /** The least that the gateway needs; a test compares it with the README. */
    private static final String RIGHTS =
            "on ~feature_flags:* -@all +@connection +cluster|nodes +cluster|slots +cluster|info"
                    + " +info +hmget +hgetall +exists +get +set +del +eval +evalsha +type +hget +hset +pexpire";

    /** ElastiCache takes 16 to 128 characters; none of these means anything in a URL or in JSON. */
    private static final int PASSWORD_LENGTH = 48;

    private final Secret password;
    private final CfnUserGroup group;

    CacheUsers(Construct scope, StageConfig config) {
        super(scope, "Users");
        password = Secret.Builder.create(this, "Password")
                .secretName("redis/password/" + config.stage().label())
                .description("Generated password of the user " + GATEWAY + " in Redis")
                .generateSecretString(SecretStringGenerator.builder()
                        .passwordLength(PASSWORD_LENGTH)
                        .excludePunctuation(true)
                        .build())
                .build();
        CfnUser gateway = CfnUser.Builder.create(this, "Gateway")
                .engine("redis")
                .userId(config.name("gateway"))
                .userName(GATEWAY)
                .accessString(RIGHTS)
                .authenticationMode(Map.of(
                        "Type", "password", "Passwords", List.of(password().unsafeUnwrap())))
                .build();
        CfnUser nobody = CfnUser.Builder.create(this, "Default")
                .engine("redis")
                .userId(config.name("default"))
                .userName("default")
                .accessString("off -@all")
                .authenticationMode(Map.of("Type", "no-password-required"))
                .build();
        group = CfnUserGroup.Builder.create(this, "Group")
                .engine("redis")
                .userGroupId(config.prefix())
                .userIds(List.of(nobody.getRef(), gateway.getRef()))
                .build();
    }

    /** A reference that CloudFormation resolves: the password stands in no template. */
    SecretValue password() {
        return password.getSecretValue();
    }

    ISecret passwordSecret() {
        return password;
    }

    String groupId() {
        return group.getRef();
    }
}
