package dev.yardarm.infra;

import dev.yardarm.infra.config.StageConfig;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.sns.ITopic;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sns.subscriptions.UrlSubscription;
import software.constructs.Construct;

/**
 * Where alarms go: a topic, encrypted, and an HTTPS address that hears of it if one is configured, such as PagerDuty's.
 *
 * <p>The key is the stage's own: alarms may not publish to a topic that is encrypted with the key of SNS itself.
 */
final class AlertTopic extends Construct {
    private final Topic topic;

    AlertTopic(Construct scope, StageConfig config) {
        super(scope, "Alerts");
        Key key = Key.Builder.create(this, "Key")
                .description("Alerts of " + config.prefix())
                .enableKeyRotation(true)
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
        topic = Topic.Builder.create(this, "Topic")
                .topicName(config.name("alerts"))
                .displayName("Yardarm " + config.stage().label())
                .masterKey(key)
                .enforceSsl(true)
                .build();
        PolicyStatement mayEncrypt = alarms("kms:Decrypt", "kms:GenerateDataKey*");
        mayEncrypt.addAllResources();
        key.addToResourcePolicy(mayEncrypt);
        PolicyStatement mayPublish = alarms("sns:Publish");
        mayPublish.addResources(topic.getTopicArn());
        mayPublish.addCondition(
                "StringEquals", Map.of("aws:SourceAccount", Stack.of(this).getAccount()));
        topic.addToResourcePolicy(mayPublish);
        config.alarms().url().ifPresent(url -> topic.addSubscription(new UrlSubscription(url)));
    }

    ITopic topic() {
        return topic;
    }

    private static PolicyStatement alarms(String... actions) {
        return PolicyStatement.Builder.create()
                .principals(List.of(new ServicePrincipal("cloudwatch.amazonaws.com")))
                .actions(List.of(actions))
                .build();
    }
}
