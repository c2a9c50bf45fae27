package dev.yardarm.infra.config;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The gateway's image, and the one for operators.
 *
 * @param repository its name in ECR, in the stage's own account and region
 * @param version a tag, or a digest {@code sha256:…}
 * @param operatorVersion the same of the image in {@link #operatorRepository}
 */
public record ImageConfig(String repository, String version, String operatorVersion) {
    private static final String VERSION = "[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|sha256:[0-9a-f]{64}";
    private static final String FORM_OF_VERSION = "must be a tag or a digest, as in 0.1.0 or sha256:…";
    private static final String LATEST = "must say which image it is, and 'latest' does not";

    /** As the README names them: PostgreSQL's version first. */
    private static final Pattern OPERATOR_TAG = Pattern.compile("(\\d{2})([.-].*)?");

    public ImageConfig {
        new Rules()
                .require(
                        repository.matches("[a-z0-9]+([._/-][a-z0-9]+)*"),
                        "image.repository",
                        "must be the name of a repository in ECR, as in yardarm")
                .require(version.matches(VERSION), "image.version", FORM_OF_VERSION)
                .require(!version.equals("latest"), "image.version", LATEST)
                .require(operatorVersion.matches(VERSION), "image.operatorVersion", FORM_OF_VERSION)
                .require(!operatorVersion.equals("latest"), "image.operatorVersion", LATEST)
                .check();
    }

    /** Of the PostgreSQL that operators have; none if the version does not say. */
    OptionalInt operatorMajor() {
        Matcher tag = OPERATOR_TAG.matcher(operatorVersion);
        return tag.matches() ? OptionalInt.of(Integer.parseInt(tag.group(1))) : OptionalInt.empty();
    }

    /** Beside the gateway's. */
    public String operatorRepository() {
        return repository + "-operator";
    }
}
