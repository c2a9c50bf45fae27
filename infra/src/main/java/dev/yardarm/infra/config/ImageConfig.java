package dev.yardarm.infra.config;

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

    /** Beside the gateway's. */
    public String operatorRepository() {
        return repository + "-operator";
    }
}
