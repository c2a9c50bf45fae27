package dev.yardarm.read;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import java.util.Optional;
import java.util.function.Function;

/**
 * A read.
 *
 * @param atLeast the least revision that the caller takes for an answer
 * @param pick takes from a snapshot what is asked for
 * @param catchUp gets the whole, behind an answer that showed more than is at hand
 */
record Question<T>(
        Environment environment, Revision atLeast, Function<Optional<EncodedSnapshot>, T> pick, Runnable catchUp) {

    /** The least revision that is an answer. */
    Revision floor(Fence fence) {
        return fence.of(environment).or(atLeast);
    }
}
