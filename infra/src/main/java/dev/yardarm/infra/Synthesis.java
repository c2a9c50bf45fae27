package dev.yardarm.infra;

import dev.yardarm.infra.config.Place;
import dev.yardarm.infra.config.Stage;
import dev.yardarm.infra.config.StageConfig;
import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import io.github.cdklabs.cdknag.NagPackProps;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.cxapi.CloudAssembly;

/** The templates of stages, with all that the CDK and cdk-nag find wrong with them. Nothing is looked up in an account. */
final class Synthesis {
    private static final Set<String> FINDINGS = Set.of("aws:cdk:error", "aws:cdk:warning");

    private final App app;
    private final Map<Stage, StageStacks> stacks = new EnumMap<>(Stage.class);

    Synthesis(List<StageConfig> configs, Path output) {
        app = App.Builder.create()
                .outdir(output.toString())
                .analyticsReporting(false)
                .context(context(configs))
                .build();
        configs.forEach(config -> {
            StageStacks all = StageStacks.of(app, config);
            Exceptions.explain(all, config.isProduction());
            stacks.put(config.stage(), all);
        });
        Aspects.of(app)
                .add(new AwsSolutionsChecks(NagPackProps.builder().verbose(true).build()));
    }

    /** Of a stage that was asked for. */
    StageStacks stacks(Stage stage) {
        return Optional.ofNullable(stacks.get(stage)).orElseThrow();
    }

    /** Writes them. Fails if a value does not fit the schema of its resource. */
    CloudAssembly write() {
        return app.synth();
    }

    /** What is wrong, or doubtful, and not explained. */
    static List<String> findings(CloudAssembly assembly) {
        return assembly.getStacks().stream()
                .flatMap(stack -> stack.getMetadata().entrySet().stream())
                .flatMap(entry -> entry.getValue().stream()
                        .filter(metadata -> FINDINGS.contains(metadata.getType()))
                        .map(finding -> entry.getKey() + ": " + finding.getData()))
                .toList();
    }

    private static Map<String, Object> context(List<StageConfig> configs) {
        Map<String, Object> context = new HashMap<>();
        // What does not fit a resource's schema fails, instead of being a note.
        context.put("@aws-cdk/core:validateAgainstDefaultRules", true);
        // A stack keeps what another uses; this is the default, said aloud.
        context.put("@aws-cdk/core:defaultCrossStackReferences", "strong");
        // Which zones there are is the configuration's to say; else the CDK would ask the account.
        for (StageConfig config : configs) {
            Place place = config.place();
            context.put("availability-zones:account=" + place.account() + ":region=" + place.region(), place.zones());
        }
        return context;
    }
}
