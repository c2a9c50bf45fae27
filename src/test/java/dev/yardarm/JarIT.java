package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What lies in {@code yardarm.jar}. */
class JarIT {
    private static final String SERVICES = "META-INF/services/";

    @SuppressWarnings("NullAway.Init")
    private static JarFile jar;

    @BeforeAll
    static void open() throws IOException {
        jar = new JarFile(String.valueOf(System.getProperty("yardarm.jar")));
    }

    @AfterAll
    static void close() throws IOException {
        jar.close();
    }

    @Test
    void manifest_namesTheProgram_andIsMultiRelease() throws IOException {
        Attributes manifest = jar.getManifest().getMainAttributes();

        assertThat(manifest.getValue("Main-Class")).isEqualTo("dev.yardarm.Main");
        assertThat(manifest.getValue("Multi-Release")).isEqualTo("true");
        assertThat(manifest.getValue("Implementation-Version")).isNotBlank();
    }

    @Test
    void natives_ofBothLinuxArchitectures_areThere() {
        assertThat(names())
                .contains(
                        "META-INF/native/libnetty_transport_native_epoll_x86_64.so",
                        "META-INF/native/libnetty_transport_native_epoll_aarch_64.so");
    }

    @Test
    void services_ofFlywaysParts_areMerged() throws IOException {
        assertThat(lines(SERVICES + "org.flywaydb.core.extensibility.Plugin"))
                .anyMatch(line -> line.startsWith("org.flywaydb.core."))
                .contains("org.flywaydb.database.postgresql.PostgreSQLDatabaseType");
    }

    @Test
    void services_eachProvider_isInTheJar() throws IOException {
        List<String> services = names().stream()
                .filter(name -> name.startsWith(SERVICES) && !name.endsWith("/"))
                .toList();

        assertThat(services).isNotEmpty();
        for (String service : services) {
            for (String provider : lines(service)) {
                assertThat(jar.getEntry(provider.replace('.', '/') + ".class"))
                        .as("%s of %s", provider, service)
                        .isNotNull();
            }
        }
    }

    @Test
    void entries_ofSignaturesModulesOrTests_areAbsent() {
        assertThat(names())
                .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|DSA|RSA|EC)"))
                .noneMatch(name -> name.endsWith("module-info.class"))
                .noneMatch(name -> name.startsWith("org/junit/") || name.startsWith("dev/yardarm/fixture/"));
    }

    private static List<String> names() {
        return jar.stream().map(JarEntry::getName).toList();
    }

    /** Without comments and empty lines. */
    private static List<String> lines(String name) throws IOException {
        JarEntry entry = Objects.requireNonNull(jar.getJarEntry(name), name);
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(jar.getInputStream(entry), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .map(line -> line.replaceAll("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
        }
    }
}
