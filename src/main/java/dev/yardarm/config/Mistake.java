package dev.yardarm.config;

/** What is wrong with one value: a sentence that does not repeat the value. */
final class Mistake extends Exception {
    Mistake(String what) {
        super(what, null, false, false);
    }

    /** The sentence. */
    String what() {
        return String.valueOf(getMessage());
    }
}
