package dev.yardarm.read;

import dev.yardarm.flag.Flag;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import io.vertx.core.buffer.Buffer;

/**
 * A flag as the bytes to answer with.
 *
 * @param revision that of the flag's last change
 * @param json what {@link FlagJson#encode} wrote; shared by all who answer with it, so nobody may change it
 */
public record EncodedFlag(FlagKey key, Revision revision, Buffer json) {

    public static EncodedFlag of(Flag flag) {
        return new EncodedFlag(flag.key(), flag.revision(), FlagJson.encode(flag));
    }
}
