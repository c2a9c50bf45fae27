package dev.yardarm.disk;

/** A file that cannot be taken for the snapshot of its environment. The message says what is wrong, in the words of a log. */
final class RefusedSnapshot extends Exception {
    private static final long serialVersionUID = 1;

    private static final String REPLACED = "none is needed: it is replaced once a backend has answered";

    private final String remedy;

    private RefusedSnapshot(String problem, String remedy) {
        super(problem);
        this.remedy = remedy;
    }

    /** A file in which there is nothing worth keeping. */
    static RefusedSnapshot worthless(String problem) {
        return new RefusedSnapshot(problem, REPLACED);
    }

    /** A file that somebody has to look at. */
    static RefusedSnapshot of(String problem, String remedy) {
        return new RefusedSnapshot(problem, remedy);
    }

    String problem() {
        return String.valueOf(getMessage());
    }

    /** What an operator can do about it. */
    String remedy() {
        return remedy;
    }
}
