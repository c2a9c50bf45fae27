package dev.yardarm.postgres;

import static dev.yardarm.postgres.LoopedStore.CONTENT;
import static dev.yardarm.postgres.LoopedStore.change;
import static dev.yardarm.postgres.LoopedStore.disabling;
import static dev.yardarm.postgres.LoopedStore.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.yardarm.fixture.PostgresDatabase;
import dev.yardarm.fixture.PostgresServer;
import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Flag;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.flag.RolloutPercentage;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.write.ChangeResult;
import dev.yardarm.write.Edit;
import dev.yardarm.write.FlagContent;
import dev.yardarm.write.Precondition;
import dev.yardarm.write.RecordedChange;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** What is kept, and under which number. Each test has an environment of its own. */
class PostgresFlagStoreIT {
    private static PostgresServer server;
    private static PostgresDatabase database;
    private static LoopedStore store;
    private static int environments;

    private Environment environment = new Environment("unset");

    @BeforeAll
    static void start() {
        server = PostgresServer.start();
        database = Databases.migrated(server, "flags");
        store = new LoopedStore(Databases.of(server, "flags"));
    }

    @AfterAll
    static void stop() {
        store.close();
        server.close();
    }

    @BeforeEach
    void takeAnEnvironment() {
        environments++;
        environment = new Environment("environment-" + environments);
    }

    @Test
    void load_unknownEnvironment_isEmpty() {
        assertThat(store.load(environment)).isEmpty();
    }

    @Test
    void put_newEnvironment_isCreatedAtRevisionOne() {
        ChangeResult.Committed made = store.committed(put(environment, "a", CONTENT));

        assertThat(made.revision()).isEqualTo(new Revision(1));
        assertThat(made.before()).isEmpty();
        assertThat(made.after().orElseThrow().revision()).isEqualTo(new Revision(1));
        assertThat(loaded().revision()).isEqualTo(new Revision(1));
    }

    @Test
    void put_returnedFlag_isExactlyWhatIsLoaded() {
        FlagContent content = new FlagContent(false, rollout("12.5"), "\uD83D\uDE80".repeat(1000));

        Flag made = store.committed(put(environment, "Rocket.1_a-b", content))
                .after()
                .orElseThrow();

        EncodedFlag found = loaded().flag(made.key()).orElseThrow();
        assertThat(found.json()).isEqualTo(EncodedFlag.of(made).json());
        assertThat(found.json().toString()).contains("\"rolloutPercentage\":12.5,");
    }

    @Test
    void put_existingFlag_isReplacedWhole() {
        ChangeResult.Committed first = store.committed(put(environment, "a", CONTENT));
        FlagContent other = new FlagContent(false, rollout("0.125"), "");

        ChangeResult.Committed second = store.committed(put(environment, "a", other));

        assertThat(second.revision()).isEqualTo(new Revision(2));
        assertThat(second.before()).isEqualTo(first.after());
        assertThat(FlagContent.of(second.after().orElseThrow())).isEqualTo(other);
        assertThat(loaded().flags()).hasSize(1);
    }

    @Test
    void patch_oneMember_leavesTheOthers() {
        store.commit(put(environment, "a", CONTENT));

        Flag after = store.committed(change(environment, "a", disabling(), new Precondition.None()))
                .after()
                .orElseThrow();

        assertThat(FlagContent.of(after))
                .isEqualTo(new FlagContent(false, CONTENT.rolloutPercentage(), CONTENT.description()));
    }

    @Test
    void patch_unknownFlag_isNotFoundAndRaisesNothing() {
        store.commit(put(environment, "a", CONTENT));

        ChangeResult result = store.commit(change(environment, "b", disabling(), new Precondition.None()));

        assertThat(result).isEqualTo(new ChangeResult.NotFound());
        assertThat(loaded().revision()).isEqualTo(new Revision(1));
        assertThat(store.committed(put(environment, "a", CONTENT)).revision()).isEqualTo(new Revision(2));
    }

    @Test
    void patch_unknownEnvironment_isNotFoundAndCreatesNothing() {
        ChangeResult result = store.commit(change(environment, "a", disabling(), new Precondition.None()));

        assertThat(result).isEqualTo(new ChangeResult.NotFound());
        assertThat(store.load(environment)).isEmpty();
    }

    @Test
    void put_refusedInUnknownEnvironment_createsNothing() {
        ChangeResult result = store.commit(change(environment, "a", new Edit.Put(CONTENT), new Precondition.Exists()));

        assertThat(result).isEqualTo(new ChangeResult.PreconditionFailed(Optional.empty()));
        assertThat(store.load(environment)).isEmpty();
    }

    @Test
    void put_onlyIfAbsentOfAFlagThatIsThere_isRefusedWithItsRevision() {
        store.commit(put(environment, "a", CONTENT));
        store.commit(put(environment, "b", CONTENT));

        ChangeResult result = store.commit(change(environment, "a", new Edit.Put(CONTENT), new Precondition.Absent()));

        assertThat(result).isEqualTo(new ChangeResult.PreconditionFailed(Optional.of(new Revision(1))));
        assertThat(loaded().revision()).isEqualTo(new Revision(2));
    }

    @Test
    void remove_existingFlag_leavesAnEmptyEnvironmentWithItsRevision() {
        Flag made = store.committed(put(environment, "a", CONTENT)).after().orElseThrow();

        ChangeResult.Committed removed =
                store.committed(change(environment, "a", new Edit.Remove(), new Precondition.Exists()));

        assertThat(removed.before()).contains(made);
        assertThat(removed.after()).isEmpty();
        EncodedSnapshot left = loaded();
        assertThat(left.revision()).isEqualTo(new Revision(2));
        assertThat(left.flags()).isEmpty();
    }

    @Test
    void remove_unknownFlag_isNotFound() {
        assertThat(store.commit(change(environment, "a", new Edit.Remove(), new Precondition.None())))
                .isEqualTo(new ChangeResult.NotFound());
    }

    @Test
    void commit_ofWhoDoesNotHaveTheOneBefore_comesWithTheWhole() {
        Environment environment = new Environment("commit-whole");
        store.committed(put(environment, "one", CONTENT));
        store.knows(store.load(environment).orElseThrow());
        // Just after what is known; the next is not, since nobody takes note of it.
        ChangeResult.Committed second = store.committed(put(environment, "two", CONTENT));
        ChangeResult.Committed third =
                store.committed(change(environment, "one", disabling(), new Precondition.None()));

        assertThat(second.whole()).isEmpty();
        assertThat(third.whole()).isEqualTo(store.load(environment));
        assertThat(third.whole().orElseThrow().revision()).isEqualTo(third.revision());
    }

    @Test
    void commit_manyAtTheSameRevision_onlyOneIsMade() {
        store.commit(put(environment, "a", CONTENT));
        Precondition unchanged = new Precondition.AtRevision(Set.of(new Revision(1)));

        List<ChangeResult> results = together(IntStream.range(0, 10)
                .mapToObj(i -> store.start(asked -> asked.commit(change(environment, "a", disabling(), unchanged))))
                .toList());

        assertThat(results).filteredOn(ChangeResult.Committed.class::isInstance).hasSize(1);
        assertThat(results)
                .filteredOn(result -> result.equals(new ChangeResult.PreconditionFailed(Optional.of(new Revision(2)))))
                .hasSize(9);
        assertThat(loaded().revision()).isEqualTo(new Revision(2));
    }

    @Test
    void commit_fiftyAtOnce_areNumberedWithoutAGapAndAllInTheHistory() {
        List<ChangeResult> results = together(IntStream.range(0, 50)
                .mapToObj(i -> store.start(asked -> asked.commit(put(
                        environment, "flag-" + i % 5, new FlagContent(true, RolloutPercentage.ALL, "change " + i)))))
                .toList());

        assertThat(results)
                .extracting(
                        result -> ((ChangeResult.Committed) result).revision().value())
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 50).boxed().toList());
        List<RecordedChange> history = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            List<RecordedChange> ofFlag = store.history(environment, "flag-" + i, 100, Optional.empty());
            assertThat(ofFlag).hasSize(10);
            assertChained(ofFlag);
            history.addAll(ofFlag);
        }
        assertThat(history).extracting(RecordedChange::revision).doesNotHaveDuplicates();
        assertThat(history)
                .extracting(made -> made.after().orElseThrow().description())
                .doesNotHaveDuplicates();
    }

    @Test
    void commit_oneAfterTheOther_timesFollowTheRevisions() {
        together(IntStream.range(0, 30)
                .mapToObj(i -> store.start(asked -> asked.commit(put(environment, "a", CONTENT))))
                .toList());

        assertThat(store.history(environment, "a", 30, Optional.empty()))
                .isSortedAccordingTo((one, other) -> other.time().compareTo(one.time()))
                .hasSize(30);
    }

    @Test
    void load_whileOthersWrite_isNeverTorn() {
        store.commit(put(environment, "flag-0", CONTENT));
        // No more at once than get a connection in time on a busy machine.
        for (int wave = 0; wave < 10; wave++) {
            List<Future<ChangeResult>> writes = new ArrayList<>();
            List<Future<Optional<EncodedSnapshot>>> reads = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String key = "flag-" + i % 7;
                writes.add(store.start(asked -> asked.commit(put(environment, key, CONTENT))));
                reads.add(store.start(asked -> asked.load(environment, Revision.NONE, Optional.empty())));
            }

            assertThat(together(reads)).allSatisfy(read -> {
                EncodedSnapshot snapshot = read.orElseThrow();
                // Each change is of a flag that stays, so that the latest flag is as late as the whole.
                assertThat(snapshot.flags().stream().map(EncodedFlag::revision).reduce(Revision.NONE, Revision::or))
                        .isEqualTo(snapshot.revision());
            });
            assertThat(together(writes)).hasSize(20);
        }
    }

    @Test
    void load_knownIsTheTruth_isReturnedItself() {
        store.commit(put(environment, "a", CONTENT));
        EncodedSnapshot known = loaded();

        assertThat(store.load(environment, Optional.of(known)).orElseThrow()).isSameAs(known);
    }

    @Test
    void load_knownIsOlder_isReplaced() {
        store.commit(put(environment, "a", CONTENT));
        EncodedSnapshot known = loaded();
        store.commit(put(environment, "b", CONTENT));

        EncodedSnapshot found = store.load(environment, Optional.of(known)).orElseThrow();

        assertThat(found.revision()).isEqualTo(new Revision(2));
        assertThat(found.flags()).hasSize(2);
    }

    @Test
    void load_knownIsLaterThanTheTruth_isReplaced() {
        store.commit(put(environment, "a", CONTENT));
        EncodedSnapshot known = loaded();
        EncodedSnapshot madeUp = known.with(new Revision(9), new FlagKey("a"), Optional.empty());

        assertThat(store.load(environment, Optional.of(madeUp)).orElseThrow().flags())
                .hasSize(1);
    }

    @Test
    void load_unchangedEnvironment_visitsNoFlag() throws SQLException {
        for (int i = 0; i < 3; i++) {
            store.commit(put(environment, "flag-" + i, CONTENT));
        }
        String load = Statements.LOAD.replace("$1", "'" + environment + "'");

        assertThat(plan(load.replace("$2", "2"))).contains("rows=3.00");
        assertThat(plan(load.replace("$2", "3"))).doesNotContain("rows=3.00").doesNotContain("Rows Removed");
    }

    @Test
    void load_manyFlags_areInTheOrderOfTheirKeys() {
        for (String key : List.of("b", "B", "a-", "a.", "a_", "A1", "10", "9")) {
            store.commit(put(environment, key, CONTENT));
        }

        assertThat(loaded().flags())
                .extracting(flag -> flag.key().value())
                .containsExactly("10", "9", "A1", "B", "a-", "a.", "a_", "b");
    }

    @Test
    void history_createdChangedAndRemoved_hasBeforeAndAfterLatestFirst() {
        ChangeResult.Committed created = store.committed(put(environment, "a", CONTENT));
        ChangeResult.Committed changed =
                store.committed(change(environment, "a", disabling(), new Precondition.None()));
        ChangeResult.Committed removed =
                store.committed(change(environment, "a", new Edit.Remove(), new Precondition.None()));

        List<RecordedChange> history = store.history(environment, "a", 10, Optional.empty());

        assertThat(history)
                .extracting(RecordedChange::revision, RecordedChange::before, RecordedChange::after)
                .containsExactly(
                        tuple(removed.revision(), changed.after(), Optional.empty()),
                        tuple(changed.revision(), created.after(), changed.after()),
                        tuple(created.revision(), Optional.empty(), created.after()));
        assertThat(history).extracting(RecordedChange::author).containsOnly("tester");
        assertThat(history.get(1).time())
                .isEqualTo(changed.after().orElseThrow().updatedAt());
    }

    @Test
    void history_limitAndBefore_giveOnePageOfOneFlag() {
        for (int i = 0; i < 6; i++) {
            store.commit(put(environment, i % 2 == 0 ? "even" : "odd", CONTENT));
        }

        assertThat(store.history(environment, "even", 2, Optional.empty()))
                .extracting(made -> made.revision().value())
                .containsExactly(5L, 3L);
        assertThat(store.history(environment, "even", 2, Optional.of(new Revision(3))))
                .extracting(made -> made.revision().value())
                .containsExactly(1L);
        assertThat(store.history(environment, "neither", 2, Optional.empty())).isEmpty();
    }

    @Test
    void commit_made_isNotifiedAndARefusedOneIsNot() throws SQLException {
        try (Connection listener = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = listener.createStatement()) {
            statement.execute("LISTEN yardarm_changes");
            store.commit(change(environment, "a", disabling(), new Precondition.None()));
            store.commit(put(environment, "a", CONTENT));

            PGNotification[] heard = listener.unwrap(PGConnection.class).getNotifications(5000);

            assertThat(Arrays.stream(heard).map(PGNotification::getParameter))
                    .containsExactly("{\"environment\" : \"" + environment + "\", \"revision\" : 1}");
        }
    }

    @Test
    void load_afterAColumnHasChangedItsType_findsTheNewPlanByItself() {
        Databases.migrated(server, "altered");
        try (LoopedStore altered =
                new LoopedStore(Databases.of(server, "altered").withPool(1, 10))) {
            altered.commit(put(environment, "a", CONTENT));
            altered.load(environment);
            server.database("altered").execute("ALTER TABLE yardarm.flags ALTER COLUMN description TYPE varchar(1000)");

            assertThat(altered.load(environment)).isPresent();
            assertThat(altered.committed(put(environment, "a", CONTENT)).revision())
                    .isEqualTo(new Revision(2));
        }
    }

    @Test
    void schema_rowsThatAreNoFlags_areRefused() {
        store.commit(put(environment, "a", CONTENT));
        String flag = "INSERT INTO yardarm.flags VALUES ('" + environment + "', ";

        assertThatThrownBy(() -> database.execute(flag + "'no key', true, 1, '', 1, now())"))
                .hasMessageContaining("flags_key_check");
        assertThatThrownBy(() -> database.execute(flag + "'b', true, 100.001, '', 1, now())"))
                .hasMessageContaining("flags_rollout_percentage_check");
        assertThatThrownBy(() -> database.execute(flag + "'b', true, 1, repeat('x', 1001), 1, now())"))
                .hasMessageContaining("flags_description_check");
        assertThatThrownBy(() -> database.execute("INSERT INTO yardarm.environments VALUES ('No', 1)"))
                .hasMessageContaining("environments_name_check");
    }

    @Test
    void revisions_severalEnvironments_areThoseOfTheirLastChanges() {
        store.commit(put(environment, "a", CONTENT));
        store.commit(put(environment, "a", CONTENT));
        Environment other = new Environment(environment + "-other");
        store.commit(put(other, "a", CONTENT));

        assertThat(Loop.await(store.start(PostgresFlagStore::revisions)))
                .containsEntry(environment, new Revision(2))
                .containsEntry(other, new Revision(1));
    }

    @Test
    void ping_serverIsThere_succeeds() {
        Loop.await(store.start(PostgresFlagStore::ping));
    }

    /** What was done for a query, as for one of many flags: by its indexes. */
    private static String plan(String query) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("SET enable_seqscan = off");
            try (ResultSet lines = statement.executeQuery("EXPLAIN (ANALYZE) " + query)) {
                while (lines.next()) {
                    plan.append(lines.getString(1)).append('\n');
                }
            }
        }
        return plan.toString();
    }

    private EncodedSnapshot loaded() {
        return store.load(environment).orElseThrow();
    }

    private static void assertChained(List<RecordedChange> latestFirst) {
        for (int i = 0; i + 1 < latestFirst.size(); i++) {
            assertThat(latestFirst.get(i).before())
                    .isEqualTo(latestFirst.get(i + 1).after());
        }
    }

    private static RolloutPercentage rollout(String percent) {
        return new RolloutPercentage(new BigDecimal(percent));
    }

    private static <T> List<T> together(List<Future<T>> futures) {
        return futures.stream().map(Loop::await).toList();
    }
}
