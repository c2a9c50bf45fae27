package dev.yardarm.infra;

import dev.yardarm.infra.config.StageConfig;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.SecretValue;
import software.amazon.awscdk.services.elasticache.CfnUser;
import software.amazon.awscdk.services.elasticache.CfnUserGroup;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.secretsmanager.SecretStringGenerator;
import software.constructs.Construct;

/**
 * Who may use Redis: the gateway, with the rights that its README lists, and operators, who look and change nothing, each by a
 * generated password. The user {@code default} has to be there, and may not do anything.
 */
final class CacheUsers extends Construct {
    /** What the gateway is called in Redis. */
    static final String GATEWAY = "yardarm";

    /** What operators are called there. */
    static final String OPERATOR = "operator";

    /** The least that the gateway needs; a test compares it with the README. */
    private static final String RIGHTS =
            "on ~feature_flags:* -@all +@connection -@dangerous +cluster|nodes +cluster|slots +cluster|info"
                    + " +info +hmget +hgetall +exists +get +set +del +eval +evalsha +type +hget +hset +pexpire";

    /** For what the runbooks ask; KEYS would halt a node. */
    private static final String RIGHTS_TO_LOOK =
            "on ~feature_flags:* -@all +@read -keys +cluster|nodes +cluster|slots +cluster|info"
                    + " +info +client|list +slowlog|get +ping +readonly";

    /** ElastiCache takes 16 to 128 characters; none of these means anything in a URL or in JSON. */
    private static final int PASSWORD_LENGTH = 48;

    private final Secret password;
    private final Secret operatorPassword;
    private final CfnUserGroup group;

    CacheUsers(Construct scope, StageConfig config) {
        super(scope, "Users");
        password =
                password("Password", GATEWAY, "redis/password/" + config.stage().label());
        operatorPassword = password(
                "OperatorPassword", OPERATOR, "redis/operator/" + config.stage().label());
        CfnUser gateway = user("Gateway", config.name("gateway"), GATEWAY, RIGHTS, password);
        CfnUser operator = user("Operator", config.name("operator"), OPERATOR, RIGHTS_TO_LOOK, operatorPassword);
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
                .userIds(List.of(nobody.getRef(), gateway.getRef(), operator.getRef()))
                .build();
    }

    /** A reference that CloudFormation resolves: the password stands in no template. */
    SecretValue password() {
        return password.getSecretValue();
    }

    ISecret passwordSecret() {
        return password;
    }

    ISecret operatorSecret() {
        return operatorPassword;
    }

    String groupId() {
        return group.getRef();
    }

    private Secret password(String id, String user, String name) {
        return Secret.Builder.create(this, id)
                .secretName(name)
                .description("Generated password of the user " + user + " in Redis")
                .generateSecretString(SecretStringGenerator.builder()
                        .passwordLength(PASSWORD_LENGTH)
                        .excludePunctuation(true)
                        .build())
                .build();
    }

    private CfnUser user(String id, String userId, String name, String rights, Secret password) {
        return CfnUser.Builder.create(this, id)
                .engine("redis")
                .userId(userId)
                .userName(name)
                .accessString(rights)
                .authenticationMode(new TreeMap<String, Object>(Map.of(
                        "Type",
                        "password",
                        "Passwords",
                        List.of(password.getSecretValue().unsafeUnwrap()))))
                .build();
    }
}
