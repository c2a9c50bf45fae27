package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A read.
 *
 * @param atLeast the least revision that the caller takes for an answer
 * @param pick takes from a snapshot what is asked for
 * @param shown how far into the past an answer reaches: no later answer may be from before that; the second is the
 *     environment's revision, as the answer knows it
 * @param catchUp gets the whole, behind an answer that showed more than is at hand
 */
record Question<T>(
        Environment environment,
        Revision atLeast,
        Function<Optional<EncodedSnapshot>, T> pick,
        BiFunction<T, Revision, Revision> shown,
        Runnable catchUp) {

    /** The same with another way to get the whole. */
    Question<T> catchingUpBy(Runnable other) {
        return new Question<>(environment, atLeast, pick, shown, other);
    }

    /** The least revision that is an answer. */
    Revision floor(Fence fence) {
        return fence.of(environment).or(atLeast);
    }

    /** The least revision that is an answer where nobody can be asked: what was shown before, and what is asked for. */
    Revision lastFloor(Fence fence) {
        return fence.shown(environment).or(atLeast);
    }
}
