package dev.yardarm.read;

import static dev.yardarm.read.Snapshots.PRODUCTION;
import static dev.yardarm.read.Snapshots.flag;
import static dev.yardarm.read.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The list's JSON, and the changes of a snapshot, which leave it alone. */
class EncodedSnapshotTest {
    @Test
    void list_ofSeveralFlags_isTheObjectOfTheContract() {
        EncodedSnapshot snapshot = snapshot(PRODUCTION, 42, 3);

        JsonObject list = snapshot.json().toJsonObject();

        assertThat(list.fieldNames()).containsExactly("environment", "revision", "flags");
        assertThat(list.getString("environment")).isEqualTo("production");
        assertThat(list.getLong("revision")).isEqualTo(42);
        assertThat(list.getJsonArray("flags"))
                .containsExactlyElementsOf(snapshot.flags().stream()
                        .map(each -> each.json().toJsonObject())
                        .toList());
    }

    @Test
    void list_ofFlagsInAnyOrder_isByKey() {
        EncodedSnapshot snapshot = snapshot(PRODUCTION, 1, 1)
                .with(new Revision(2), new FlagKey("z"), Optional.of(encoded("z", 2)))
                .with(new Revision(3), new FlagKey("a"), Optional.of(encoded("a", 3)));

        JsonArray flags = snapshot.json().toJsonObject().getJsonArray("flags");

        assertThat(flags.stream().map(JsonObject.class::cast).map(each -> each.getString("key")))
                .containsExactly("a", "flag-000", "z");
    }

    @Test
    void list_empty_isAnEmptyArrayAtRevisionZero() {
        assertThat(EncodedSnapshot.empty(PRODUCTION).json().toString())
                .isEqualTo("{\"environment\":\"production\",\"revision\":0,\"flags\":[]}");
    }

    @Test
    void list_askedAgain_isTheSameBuffer() {
        EncodedSnapshot snapshot = snapshot(PRODUCTION, 1, 1);

        assertThat(snapshot.json()).isSameAs(snapshot.json());
    }

    @Test
    void etag_ofTheListAndOfAFlag_isTheRevisionOfEachInQuotes() {
        EncodedSnapshot snapshot = snapshot(PRODUCTION, 7, 2)
                .with(new Revision(42), new FlagKey("changed"), Optional.of(encoded("changed", 41)));

        assertThat(snapshot.etag()).isEqualTo("\"42\"");
        assertThat(snapshot.flag(new FlagKey("changed"))).map(EncodedFlag::etag).contains("\"41\"");
    }

    @Test
    void etag_askedAgain_isTheSameText() {
        EncodedSnapshot snapshot = snapshot(PRODUCTION, 1, 1);

        assertThat(snapshot.etag()).isSameAs(snapshot.etag());
        assertThat(snapshot.flags()).allSatisfy(flag -> assertThat(flag.etag()).isSameAs(flag.etag()));
    }

    @Test
    void flag_notThere_isEmpty() {
        assertThat(snapshot(PRODUCTION, 1, 1).flag(new FlagKey("other"))).isEmpty();
    }

    @Test
    void with_newFlag_addsItAndLeavesTheOriginalAlone() {
        EncodedSnapshot original = snapshot(PRODUCTION, 7, 2);
        String before = original.json().toString();

        EncodedSnapshot changed = original.with(new Revision(8), new FlagKey("new"), Optional.of(encoded("new", 8)));

        assertThat(changed.revision()).isEqualTo(new Revision(8));
        assertThat(changed.flags()).hasSize(3);
        assertThat(changed.flag(new FlagKey("new"))).contains(encoded("new", 8));
        assertThat(changed.json().toJsonObject().getLong("revision")).isEqualTo(8);
        assertThat(original.revision()).isEqualTo(new Revision(7));
        assertThat(original.flag(new FlagKey("new"))).isEmpty();
        assertThat(original.json()).hasToString(before);
    }

    @Test
    void with_knownFlag_replacesIt() {
        EncodedSnapshot original = snapshot(PRODUCTION, 7, 2);
        FlagKey key = new FlagKey("flag-001");

        EncodedSnapshot changed = original.with(new Revision(8), key, Optional.of(encoded("flag-001", 8)));

        assertThat(changed.flags()).hasSize(2);
        assertThat(changed.flag(key).orElseThrow().revision()).isEqualTo(new Revision(8));
        assertThat(original.flag(key).orElseThrow().revision()).isEqualTo(new Revision(7));
        assertThat(changed.flag(new FlagKey("flag-000"))).isEqualTo(original.flag(new FlagKey("flag-000")));
    }

    @Test
    void with_nothing_removesTheFlag() {
        EncodedSnapshot original = snapshot(PRODUCTION, 7, 2);

        EncodedSnapshot changed = original.with(new Revision(8), new FlagKey("flag-001"), Optional.empty());

        assertThat(changed.flags()).hasSize(1);
        assertThat(changed.flag(new FlagKey("flag-001"))).isEmpty();
        assertThat(original.flags()).hasSize(2);
    }

    @Test
    void flags_changedFromOutside_refuse() {
        EncodedSnapshot snapshot = snapshot(PRODUCTION, 7, 2);

        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(snapshot.flags()::clear);
    }

    private static EncodedFlag encoded(String key, long revision) {
        return EncodedFlag.of(flag(PRODUCTION, key, revision));
    }
}
