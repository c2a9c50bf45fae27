package dev.yardarm.secret;

import java.util.Optional;

/** A secret that cannot be read or used: what is wrong and what to do, in words that hold nothing of the secret. */
final class UnreadableSecret extends Exception {
    private final String problem;
    private final String remedy;
    private final Optional<String> error;

    UnreadableSecret(String problem, String remedy) {
        this(problem, remedy, Optional.empty());
    }

    /** @param error the code that AWS gave, or the class of what failed */
    UnreadableSecret(String problem, String remedy, Optional<String> error) {
        super(problem, null, false, false);
        this.problem = problem;
        this.remedy = remedy;
        this.error = error;
    }

    String problem() {
        return problem;
    }

    String remedy() {
        return remedy;
    }

    Optional<String> error() {
        return error;
    }
}
