package dev.yardarm.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configuration that lies in files: {@code conf/yardarm.properties} and certificates. */
final class ConfigFilesIT {
    @TempDir
    private Path directory;

    @BeforeEach
    void makeConf() throws IOException {
        Files.createDirectory(directory.resolve("conf"));
    }

    @Test
    void read_noFile_givesTheDefaults() {
        assertThat(ConfigReader.read(Given.environment(), directory)).isEqualTo(Given.config());
    }

    @Test
    void read_noDirectory_givesTheDefaults() {
        assertThat(ConfigReader.read(Given.environment(), directory.resolve("conf")))
                .isEqualTo(Given.config());
    }

    @Test
    void read_fileInConf_isTaken() throws IOException {
        write(directory.resolve("conf"), "CACHE_TTL = 1m\n# comment\nLOG_LEVEL=warn");

        Config config = ConfigReader.read(Given.environment(), directory);

        assertThat(config.cache().ttl()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.log().level()).isEqualTo(LogConfig.Level.WARN);
    }

    @Test
    void read_confDir_isTakenInsteadOfConf() throws IOException {
        write(directory.resolve("conf"), "CACHE_TTL = 1m");
        Path other = Files.createDirectory(directory.resolve("other"));
        write(other, "CACHE_TTL = 2m");

        Config config = ConfigReader.read(Given.environment("CONF_DIR", other.toString()), directory);

        assertThat(config.cache().ttl()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void read_missingConfDir_isAMistakeBesideTheOthers() {
        assertThat(mistakes("CONF_DIR", "missing", "HTTP_PORT", "x"))
                .containsExactly("CONF_DIR: is not a directory", "HTTP_PORT: must be a whole number from 0 to 65535");
    }

    @Test
    void read_fileNotInUtf8_isAMistake() throws IOException {
        Files.write(directory.resolve("conf/yardarm.properties"), new byte[] {(byte) 0xff});

        assertThat(mistakes()).containsExactly("CONF_DIR: has a yardarm.properties that cannot be read as UTF-8 text");
    }

    @Test
    void read_fileWithMalformedEscape_isAMistake() throws IOException {
        write(directory.resolve("conf"), "CACHE_TTL = \\uXYZ");

        assertThat(mistakes()).containsExactly("CONF_DIR: has a yardarm.properties with a malformed \\uXXXX");
    }

    @Test
    void read_readableRootCertificates_areTaken() throws IOException {
        Path certificate = Files.createFile(directory.resolve("root.pem"));

        Config config = Given.config(
                "DATABASE_URL", "postgresql://u@db/flags?sslmode=verify-ca&sslrootcert=" + certificate,
                "REDIS_URL", "rediss://host?sslrootcert=" + certificate);

        assertThat(config.database().rootCertificate()).contains(certificate);
        assertThat(config.redis().orElseThrow().rootCertificate()).contains(certificate);
    }

    @Test
    void shippedFile_uncommented_hasEverySettingAtItsDefault() throws IOException {
        String shipped = Files.readString(Path.of("conf", "yardarm.properties"));
        String uncommented = shipped.replaceAll("(?m)^#([A-Z_]+ =)", "$1");
        Path other = Files.createDirectory(directory.resolve("other"));
        write(other, uncommented);

        assertThat(uncommented
                        .lines()
                        .filter(line -> line.matches("[A-Z_]+ =.*"))
                        .map(line -> line.split(" ", 2)[0]))
                .containsExactlyInAnyOrderElementsOf(ConfFile.SETTINGS);
        assertThat(ConfigReader.read(Given.environment("CONF_DIR", other.toString()), directory))
                .isEqualTo(Given.config());
    }

    @Test
    void shippedFile_asItIs_setsNothing() throws IOException {
        Map<String, List<String>> settings = Files.readString(Path.of("conf", "yardarm.properties"))
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .collect(Collectors.groupingBy(line -> line));

        assertThat(settings).isEmpty();
    }

    private List<String> mistakes(String... variables) {
        InvalidConfig invalid = catchThrowableOfType(
                InvalidConfig.class, () -> ConfigReader.read(Given.environment(variables), directory));
        return invalid.mistakes();
    }

    private static void write(Path conf, String text) throws IOException {
        Files.writeString(conf.resolve("yardarm.properties"), text);
    }
}
