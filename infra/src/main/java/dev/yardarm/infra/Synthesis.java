package dev.yardarm.infra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.yardarm.infra.config.Place;
import dev.yardarm.infra.config.Stage;
import dev.yardarm.infra.config.StageConfig;
import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import io.github.cdklabs.cdknag.NagPackProps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.cxapi.CloudAssembly;

/** The templates of stages, with all that the CDK and cdk-nag find wrong with them. Nothing is looked up in an account. */
final class Synthesis {
    private static final Set<String> FINDINGS = Set.of("aws:cdk:error", "aws:cdk:warning");

    private static final int LONGEST_DESCRIPTION = 150;

    private final Path report;
    private final App app;
    private final Map<Stage, StageStacks> stacks = new EnumMap<>(Stage.class);

    Synthesis(List<StageConfig> configs, Path output) {
        report = output.resolve("validation-report.json");
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

    /** Writes them. Fails with {@link InvalidTemplates} if a value does not fit the schema of its resource. */
    CloudAssembly write() {
        try {
            Files.deleteIfExists(report);
            return app.synth();
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        } catch (RuntimeException failed) {
            List<String> violations = violations();
            throw violations.isEmpty() ? failed : new InvalidTemplates(violations, failed);
        }
    }

    /** What the CDK reports of schemas: nothing if it has failed for another reason. It has but one exception for all. */
    private List<String> violations() {
        if (!Files.exists(report)) {
            return List.of();
        }
        try {
            List<String> violations = new ArrayList<>();
            for (JsonNode violation : new ObjectMapper()
                    .readTree(report.toFile()).findValues("violations").stream()
                            .flatMap(found -> StreamSupport.stream(found.spliterator(), false))
                            .toList()) {
                for (JsonNode construct : violation.path("violatingConstructs")) {
                    violations.add(construct.path("constructPath").asText() + ": "
                            + shortened(violation.path("description").asText()));
                }
            }
            return violations;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** A value that is not one of many has them all listed. */
    private static String shortened(String description) {
        return description.length() <= LONGEST_DESCRIPTION
                ? description
                : description.substring(0, LONGEST_DESCRIPTION) + "…";
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
