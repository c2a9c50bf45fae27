package dev.yardarm.infra.config;

/**
 * The gateway's image.
 *
 * @param repository its name in ECR, in the stage's own account and region
 * @param version a tag, or a digest {@code sha256:…}
 */
public record ImageConfig(String repository, String version) {
    public ImageConfig {
        new Rules()
                .require(
                        repository.matches("[a-z0-9]+([._/-][a-z0-9]+)*"),
                        "image.repository",
                        "must be the name of a repository in ECR, as in yardarm")
                .require(
                        version.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|sha256:[0-9a-f]{64}"),
                        "image.version",
                        "must be a tag or a digest, as in 0.1.0 or sha256:…")
                .require(
                        !version.equals("latest"), "image.version", "must say which image it is, and 'latest' does not")
                .check();
    }
}
