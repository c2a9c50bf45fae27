package dev.yardarm.disk;

import static dev.yardarm.read.Snapshots.PRODUCTION;
import static dev.yardarm.read.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.FlagJson;
import dev.yardarm.read.LastKnownGood.Kept;
import dev.yardarm.read.LastKnownGood.Origin;
import dev.yardarm.read.Snapshots;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken for a snapshot's file, and that nothing else is. */
class SnapshotFormatTest {
    private static final Instant CONFIRMED = Instant.parse("2026-11-21T07:30:00.123Z");

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 120})
    void decode_whatWasEncoded_isTheSame(int flags) throws RefusedSnapshot {
        EncodedSnapshot snapshot = snapshot(PRODUCTION, 42, flags);

        Kept decoded = SnapshotFormat.decode(encode(snapshot), PRODUCTION);

        assertThat(decoded).isEqualTo(Kept.ofEarlierProcess(snapshot, CONFIRMED));
        assertThat(decoded.snapshot().json()).isEqualTo(snapshot.json());
    }

    @Test
    void decode_cutOffAnywhere_isRefused() {
        Buffer whole = encode(snapshot(PRODUCTION, 42, 2));

        for (int length = 0; length < whole.length(); length++) {
            assertThat(problem(whole.slice(0, length)))
                    .as("%d bytes", length)
                    .matches("is empty|is cut off.*|was not written by Yardarm");
        }
    }

    @Test
    void decode_oneBitFlippedAnywhere_isRefused() {
        Buffer whole = encode(snapshot(PRODUCTION, 42, 2));

        for (int bit = 0; bit < 8 * whole.length(); bit++) {
            Buffer damaged = whole.copy();
            damaged.setByte(bit / 8, (byte) (whole.getByte(bit / 8) ^ (1 << (bit % 8))));

            assertThat(problem(damaged))
                    .as("bit %d of byte %d", bit % 8, bit / 8)
                    .isNotBlank();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "x", "{}\n"})
    void decode_somethingBehind_isRefused(String more) {
        assertThat(problem(encode(snapshot(PRODUCTION, 42, 2)).appendString(more)))
                .contains("checksum");
    }

    @Test
    void decode_ofAnotherEnvironment_isRefusedAndNamesIt() {
        RefusedSnapshot refused = refusal(encode(snapshot(new Environment("staging"), 42, 1)));

        assertThat(refused.problem()).contains("environment staging");
        assertThat(refused.remedy()).contains("staging.snapshot");
    }

    @Test
    void decode_ofALaterVersion_isRefusedAndSaysSo() {
        Buffer later = Buffer.buffer("yardarm-snapshot 2\nwhatever comes then");

        assertThat(problem(later)).isEqualTo("has version 2, and this program reads version 1");
    }

    @Test
    void decode_foreign_isRefusedAndSaysSo() {
        assertThat(problem(Buffer.buffer("[section]\nname = value\n"))).isEqualTo("was not written by Yardarm");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            environment production | environment ../production
            revision 42            | revision 41
            revision 42            | revision 042
            confirmed 2026         | confirmed then 2026
            flags 2                | flags 1
            flags 2                | flags 3
            flags 2                | flags -2
            flag-001               | flag-000
            "environment":"prod    | "environment":"staging-prod
            "isEnabled":true       | "isEnabled":1
            """)
    void decode_withChecksumAndOtherwiseWrong_isRefused(String right, String wrong) {
        String whole = encode(snapshot(PRODUCTION, 42, 2)).toString();
        String body = whole.substring(whole.indexOf("environment "));
        assertThat(body).contains(right);

        assertThat(problem(SnapshotFormat.seal(Buffer.buffer(body.replace(right, wrong)))))
                .contains("form of a snapshot");
    }

    /** JSON may be spread over lines, and what another program put into the cache is kept as it is. */
    @Test
    void encode_flagOfSeveralLines_isReadAgain() throws RefusedSnapshot {
        Buffer spread = Buffer.buffer(FlagJson.encode(Snapshots.flag(PRODUCTION, "spread", 43))
                .toString()
                .replace(",", ",\n"));
        EncodedFlag flag = new EncodedFlag(
                new FlagKey("spread"), Snapshots.flag(PRODUCTION, "spread", 43).revision(), spread);
        EncodedSnapshot snapshot = snapshot(PRODUCTION, 42, 1).with(flag.revision(), flag.key(), Optional.of(flag));

        Kept decoded = SnapshotFormat.decode(encode(snapshot), PRODUCTION);

        assertThat(decoded.snapshot().flag(flag.key()))
                .contains(EncodedFlag.of(Snapshots.flag(PRODUCTION, "spread", 43)));
    }

    private static Buffer encode(EncodedSnapshot snapshot) {
        return SnapshotFormat.encode(new Kept(snapshot, CONFIRMED, Origin.STORE, CONFIRMED));
    }

    private static String problem(Buffer file) {
        return refusal(file).problem();
    }

    private static RefusedSnapshot refusal(Buffer file) {
        RefusedSnapshot refused =
                catchThrowableOfType(RefusedSnapshot.class, () -> SnapshotFormat.decode(file, PRODUCTION));
        assertThat(refused).isNotNull();
        return refused;
    }
}
