package dev.yardarm.read;

import dev.yardarm.flag.Flag;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import io.vertx.core.buffer.Buffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A flag as the bytes to answer with, and their entity tag. Immutable; may be shared by all threads. */
public final class EncodedFlag implements Encoded {
    private final FlagKey key;
    private final Revision revision;
    private final Buffer json;
    private final String etag;

    /**
     * @param revision that of the flag's last change
     * @param json what {@link FlagJson#encode} wrote; shared by all who answer with it, so nobody may change it
     */
    public EncodedFlag(FlagKey key, Revision revision, Buffer json) {
        this.key = key;
        this.revision = revision;
        this.json = json;
        this.etag = EntityTag.of(revision);
    }

    public static EncodedFlag of(Flag flag) {
        return new EncodedFlag(flag.key(), flag.revision(), FlagJson.encode(flag));
    }

    public FlagKey key() {
        return key;
    }

    /** That of the flag's last change. */
    @Override
    public Revision revision() {
        return revision;
    }

    @Override
    public Buffer json() {
        return json;
    }

    @Override
    public String etag() {
        return etag;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof EncodedFlag flag
                        && key.equals(flag.key)
                        && revision.equals(flag.revision)
                        && json.equals(flag.json));
    }

    @Override
    public int hashCode() {
        return Objects.hash(key, revision);
    }

    @Override
    public String toString() {
        return "EncodedFlag[key=" + key + ", revision=" + revision + ", json=" + json + ']';
    }
}
