package dev.yardarm.infra;

import dev.yardarm.infra.config.StageConfig;
import java.util.List;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.Tags;
import software.constructs.Construct;

/** All stacks of one stage, each after those that it builds on. */
record StageStacks(
        NetworkStack network, DataStack data, GatewayStack gateway, OperationsStack operations, BillingStack billing) {

    static StageStacks of(Construct scope, StageConfig config) {
        StackProps home = props(config, config.place().region());
        NetworkStack network = new NetworkStack(scope, config, home);
        DataStack data = new DataStack(scope, config, network, home);
        GatewayStack gateway = new GatewayStack(scope, config, network, data, home);
        OperationsStack operations = new OperationsStack(scope, config, data, gateway, home);
        BillingStack billing = new BillingStack(scope, config, props(config, BillingStack.REGION));
        StageStacks stacks = new StageStacks(network, data, gateway, operations, billing);
        stacks.all().forEach(stack -> tag(stack, config));
        return stacks;
    }

    List<Stack> all() {
        return List.of(network, data, gateway, operations, billing);
    }

    private static void tag(Stack stack, StageConfig config) {
        Tags.of(stack).add("Service", "Yardarm");
        Tags.of(stack).add("Feature", "FeatureFlags");
        Tags.of(stack).add("Stage", config.stage().label());
    }

    private static StackProps props(StageConfig config, String region) {
        return StackProps.builder()
                .env(Environment.builder()
                        .account(config.place().account())
                        .region(region)
                        .build())
                .terminationProtection(config.isProduction())
                .build();
    }
}
