package dev.yardarm.infra;

import java.util.List;

/** Templates with values that do not fit the schemas of their resources. Its message has a line for each. */
final class InvalidTemplates extends RuntimeException {
    private final List<String> violations;

    InvalidTemplates(List<String> violations, Throwable cause) {
        super(String.join("\n", violations), cause);
        this.violations = List.copyOf(violations);
    }

    List<String> violations() {
        return violations;
    }
}
