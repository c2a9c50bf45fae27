package dev.yardarm;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.yardarm.read.FlagJson;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may know whom. CONTRIBUTING.md says why; each {@code package-info} says what its package is for. */
class ArchitectureTest {
    private static final String BASE = "dev.yardarm";

    /** What each package may import of the others. The root package, which joins them, may import them all. */
    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            entry("flag", Set.of()),
            entry("config", Set.of("flag")),
            entry("read", Set.of("flag")),
            entry("write", Set.of("flag", "read")),
            entry("memory", Set.of("flag", "read")),
            entry("disk", Set.of("flag", "read")),
            entry("migration", Set.of("flag", "read")),
            entry("bus", Set.of("flag", "read", "write", "migration")),
            entry("http", Set.of("flag", "read", "write", "config", "migration")),
            entry("postgres", Set.of("flag", "read", "write", "config", "migration")),
            entry("redis", Set.of("flag", "read", "config", "redis.cluster")),
            entry("redis.cluster", Set.of("config")),
            entry("metrics", Set.of("flag", "read", "bus", "http", "config", "redis.cluster", "migration")),
            entry("secret", Set.of("config")),
            entry("cloudwatch", Set.of("config")),
            entry("logging", Set.of("config")));

    /** The packages in which a library may be used, the root package beside them where it makes something of it. */
    private static final Map<String, Set<String>> LIBRARIES = Map.ofEntries(
            entry("io.vertx.redis..", Set.of("redis", "redis.cluster")),
            entry("io.vertx.pgclient..", Set.of("postgres")),
            entry("io.vertx.sqlclient..", Set.of("postgres")),
            entry("org.postgresql..", Set.of("postgres")),
            entry("org.flywaydb..", Set.of("postgres")),
            entry("java.sql..", Set.of("postgres")),
            entry("io.vertx.circuitbreaker..", Set.of("bus")),
            entry("io.vertx.core.eventbus..", Set.of("bus")),
            entry("io.vertx.ext.web..", Set.of("http")),
            entry("io.vertx.core.json..", Set.of("http", "")),
            entry("io.netty..", Set.of("http", "postgres")),
            entry("io.micrometer..", Set.of("metrics", "cloudwatch", "")),
            entry("com.fasterxml.jackson..", Set.of("read", "http", "logging", "secret")),
            entry("software.amazon.awssdk..", Set.of("secret", "cloudwatch")),
            entry("ch.qos.logback..", Set.of("logging")),
            entry("java.util.logging..", Set.of("logging")));

    private static final DescribedPredicate<JavaClass> JAVA =
            resideInAnyPackage("java..", "org.jspecify.annotations").as("the JDK and its null annotations");

    /** All that the domain may use besides its own packages. */
    private static final DescribedPredicate<JavaClass> DOMAIN_TOOLS = JAVA.or(resideInAnyPackage("org.slf4j.."))
            .or(belongToAnyOf(Future.class, AsyncResult.class, Buffer.class))
            .as("the JDK, SLF4J, and of Vert.x Future, AsyncResult and Buffer");

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(BASE);

    static Stream<String> packages() {
        return MAY_IMPORT.keySet().stream().sorted();
    }

    static Stream<String> libraries() {
        return LIBRARIES.keySet().stream().sorted();
    }

    @Test
    void packages_all_areRuledHere() {
        Set<String> found = PRODUCT.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.equals(BASE))
                .map(name -> name.substring(BASE.length() + 1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(found).containsExactlyInAnyOrderElementsOf(MAY_IMPORT.keySet());
    }

    @ParameterizedTest
    @MethodSource("packages")
    void package_ofTheProduct_importsOnlyWhatItMay(String name) {
        Set<String> allowed = MAY_IMPORT.getOrDefault(name, Set.of()).stream()
                .map(ArchitectureTest::full)
                .collect(Collectors.toSet());
        DescribedPredicate<JavaClass> forbidden = describe(
                "are in other packages than " + allowed,
                target -> target.getPackageName().startsWith(BASE)
                        && !target.getPackageName().equals(full(name))
                        && !allowed.contains(target.getPackageName()));

        noClasses()
                .that()
                .resideInAPackage(full(name))
                .should()
                .dependOnClassesThat(forbidden)
                .check(PRODUCT);
    }

    @Test
    void flag_values_useTheJdkAlone() {
        classes()
                .that()
                .resideInAPackage(full("flag"))
                .should()
                .onlyDependOnClassesThat(JAVA.or(resideInAnyPackage(full("flag"))))
                .check(PRODUCT);
    }

    @Test
    void domain_readAndWrite_usesFuturesAndBuffersAlone() {
        DescribedPredicate<JavaClass> own = resideInAnyPackage(full("flag"), full("read"), full("write"));

        classes()
                .that()
                .resideInAnyPackage(full("read"), full("write"))
                .and()
                .doNotBelongToAnyOf(FlagJson.class)
                .should()
                .onlyDependOnClassesThat(DOMAIN_TOOLS.or(own))
                .check(PRODUCT);
        classes()
                .that()
                .belongToAnyOf(FlagJson.class)
                .should()
                .onlyDependOnClassesThat(DOMAIN_TOOLS.or(own).or(resideInAnyPackage("com.fasterxml.jackson.core..")))
                .check(PRODUCT);
    }

    @Test
    void config_records_needNoLibrary() {
        classes()
                .that()
                .resideInAPackage(full("config"))
                .should()
                .onlyDependOnClassesThat(JAVA.or(resideInAnyPackage(full("config"), full("flag"))))
                .check(PRODUCT);
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void library_ofOnePart_isUsedThereAlone(String library) {
        String[] users = LIBRARIES.getOrDefault(library, Set.of()).stream()
                .map(ArchitectureTest::full)
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideOutsideOfPackages(users)
                .should()
                .dependOnClassesThat(resideInAnyPackage(library))
                .check(PRODUCT);
    }

    @Test
    void metrics_ofOtherParts_seeObserversAndValuesAlone() {
        DescribedPredicate<JavaClass> working = describe(
                "are neither interfaces nor values",
                target -> target.getPackageName().startsWith(BASE)
                        && !target.getPackageName().equals(full("metrics"))
                        && !target.isInterface()
                        && !target.isEnum()
                        && !target.isRecord());

        noClasses()
                .that()
                .resideInAPackage(full("metrics"))
                .should()
                .dependOnClassesThat(working)
                .check(PRODUCT);
    }

    @Test
    void packages_ofTheProduct_haveNoCycles() {
        slices().matching(BASE + ".(**)").should().beFreeOfCycles().check(PRODUCT);
    }

    @Test
    void composition_gatewayAndMain_areKnownToNobody() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE)
                .should()
                .dependOnClassesThat(resideInAnyPackage(BASE))
                .check(PRODUCT);
    }

    @Test
    void packages_all_areNullMarked() {
        Set<JavaPackage> packages = PRODUCT.stream().map(JavaClass::getPackage).collect(Collectors.toSet());

        assertThat(packages)
                .allSatisfy(each -> assertThat(each.isAnnotatedWith(NullMarked.class))
                        .as("package-info of %s with @NullMarked", each.getName())
                        .isTrue());
    }

    @Test
    void classes_all_areNamedAfterTheirRole() {
        noClasses()
                .should()
                .haveNameMatching(".*[.$](Abstract\\w*|\\w*(Utils?|Impl|Helpers?|Common))")
                .check(PRODUCT);
    }

    @Test
    void threads_all_neverSleep() {
        noClasses()
                .should()
                .callMethodWhere(describe(
                        "Thread.sleep",
                        call -> call.getTarget().getOwner().isEquivalentTo(Thread.class)
                                && call.getTarget().getName().equals("sleep")))
                .check(PRODUCT);
    }

    @Test
    void standardStreams_outsideOfMain_areNotUsed() {
        noClasses()
                .that(DescribedPredicate.not(type(Main.class)))
                .should(ACCESS_STANDARD_STREAMS)
                .check(PRODUCT);
    }

    private static String full(String name) {
        return name.isEmpty() ? BASE : BASE + "." + name;
    }
}
