package dev.yardarm.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The texts an operator gave, by name, and the mistakes found while they are read.
 *
 * <p>The environment wins over the file; an empty text counts as none.
 */
final class Settings {
    private final Map<String, String> environment;
    private final Map<String, String> file;
    private final List<String> mistakes = new ArrayList<>();

    /** With a mistake for each name that the file may not set. */
    Settings(Map<String, String> environment, Map<String, String> file) {
        this.environment = environment;
        this.file = ConfFile.allowed(file, mistakes);
    }

    /** What an operator can get wrong, in a value that was read before. */
    interface Check<T> {
        T run() throws Mistake;
    }

    boolean has(String name) {
        return text(name).isPresent();
    }

    /** The text of a setting, unchecked. */
    Optional<String> text(String name) {
        return fromEnvironment(name).or(() -> given(file, name));
    }

    /** The value of a setting; none if it is not set, or wrong, which is then noted. */
    <T> Optional<T> read(String name, Form<T> form) {
        return text(name).flatMap(text -> check(name, () -> form.parse(text)));
    }

    /** The value of a setting, or else its default. */
    <T> T read(String name, T fallback, Form<T> form) {
        return read(name, form).orElse(fallback);
    }

    /** What the check gives; none if it fails, which is then noted as a mistake in that setting. */
    <T> Optional<T> check(String name, Check<T> check) {
        try {
            return Optional.of(check.run());
        } catch (Mistake mistake) {
            note(name, mistake.what());
            return Optional.empty();
        }
    }

    void note(String name, String what) {
        boolean inFile = fromEnvironment(name).isEmpty() && given(file, name).isPresent();
        mistakes.add(name + (inFile ? " (in " + ConfFile.NAME + "): " : ": ") + what);
    }

    List<String> mistakes() {
        return mistakes;
    }

    private Optional<String> fromEnvironment(String name) {
        return given(environment, name);
    }

    private static Optional<String> given(Map<String, String> values, String name) {
        return Optional.ofNullable(values.get(name)).filter(text -> !text.isEmpty());
    }
}
