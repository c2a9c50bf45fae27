package dev.yardarm.read.model;

import dev.yardarm.flag.RolloutPercentage;
import dev.yardarm.write.Change;
import dev.yardarm.write.ChangeResult;
import dev.yardarm.write.Edit;
import dev.yardarm.write.FlagContent;
import dev.yardarm.write.Precondition;
import java.util.Optional;

/** Those who read and change flags through the gateways. */
final class Clients {
    private static final FlagContent CONTENT = new FlagContent(true, RolloutPercentage.ALL, "");
    private static final Edit PUT = new Edit.Put(CONTENT);
    private static final Edit PATCH = new Edit.Patch(Optional.of(true), Optional.empty(), Optional.empty());
    private static final Edit REMOVE = new Edit.Remove();
    private static final Precondition NO_PRECONDITION = new Precondition.None();

    private final World world;
    private final Dice dice;
    private final Checker checker;
    private int reads;

    Clients(World world, Checker checker) {
        this.world = world;
        this.dice = world.dice();
        this.checker = checker;
    }

    /** One of them reads something. */
    void read(Gateway gateway) {
        int environment = dice.below(world.environments());
        boolean asksForMore = world.rules().keepAll() && dice.oneIn(4);
        long atLeast = asksForMore ? 1 + dice.below(world.revision(environment) + 2) : 0;
        int key = dice.below(History.KEYS + 1) - 1;
        read(gateway, dice.below(gateway.loops()), environment, key, atLeast);
    }

    /** Reads an environment through each loop of a gateway. */
    void readAll(Gateway gateway, int environment) {
        for (int loop = 0; loop < gateway.loops(); loop++) {
            read(gateway, loop, environment, loop - 1, 0);
        }
    }

    private void read(Gateway gateway, int loop, int environment, int key, long atLeast) {
        Read read = new Read(
                reads++,
                gateway,
                environment,
                key,
                atLeast,
                world.now(),
                gateway.known(environment),
                gateway.told().shown(environment),
                world.revision(environment),
                world.history(environment).epoch(),
                gateway.told().noticed(environment),
                gateway.told().noticings(environment),
                !gateway.isCurrent(environment) && !gateway.isAsking(environment),
                gateway.hearings());
        world.note(
                gateway,
                key < 0
                        ? "read {} of the list of {} on loop {}, at least {}"
                        : "read {} of a flag of {} on loop {}, at least {}",
                read.number(),
                environment,
                loop,
                atLeast);
        if (key < 0) {
            checker.watch(read, gateway.list(loop, environment, atLeast));
        } else {
            checker.watch(read, gateway.flag(loop, environment, key, atLeast));
        }
    }

    /** One of them changes something. */
    void change(Gateway gateway) {
        int environment = dice.below(world.environments());
        int drawn = dice.below(8);
        Edit edit = drawn < 5 ? PUT : drawn < 7 ? PATCH : REMOVE;
        Change change = new Change(
                World.ENVIRONMENT.get(environment),
                World.KEY.get(dice.below(History.KEYS)),
                edit,
                NO_PRECONDITION,
                "dice");
        world.note(gateway, "change of {}", environment);
        int epoch = world.history(environment).epoch();
        gateway.change(change)
                .onSuccess(result -> acknowledged(gateway, environment, epoch, result))
                .onFailure(failure -> {
                    world.note(gateway, "change fails");
                });
    }

    /** @param epoch when it was begun: what the store has lost meanwhile is acknowledged in vain */
    private void acknowledged(Gateway gateway, int environment, int epoch, ChangeResult result) {
        if (result instanceof ChangeResult.Committed committed) {
            long revision = committed.revision().value();
            world.note(gateway, "change of {} is acknowledged with {}", environment, revision);
            if (world.history(environment).epoch() == epoch) {
                gateway.told().acknowledges(environment, revision, epoch);
            }
        }
    }
}
