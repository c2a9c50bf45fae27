package dev.yardarm.read;

import dev.yardarm.flag.Revision;
import io.vertx.core.buffer.Buffer;

/** What a read is answered with: the bytes, made once for all who ask, and their entity tag. Immutable. */
public sealed interface Encoded permits EncodedFlag, EncodedSnapshot {

    /** That of what is encoded, which is not the environment's if it is a flag. */
    Revision revision();

    /** Shared: nobody may change it. */
    Buffer json();

    /** As {@link EntityTag} has it. */
    String etag();
}
