package dev.yardarm.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.yardarm.http.Refusal.Kind;
import dev.yardarm.migration.Instruction;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The body of an instruction to the migration. What is none is refused as invalid, with every mistake in it named. */
final class MigrationBody {
    private static final Set<String> INSTRUCTIONS = Set.of("clusterShare", "plan", "action");
    private static final String ALL = "clusterShare, plan and action";

    private final Mistakes mistakes = new Mistakes();
    private final PointedMembers members = new PointedMembers(mistakes);

    private @Nullable Double share;
    private @Nullable PlanBody plan;
    private @Nullable Instruction action;

    private MigrationBody() {}

    /** Fails with a {@link Refusal}. */
    static Instruction parse(Buffer json) {
        MigrationBody body = new MigrationBody();
        JsonBody.read(json, body::readMembers);
        body.mistakes.refuseIfAny(Kind.CONTENT_INVALID, "The body");
        return body.instruction();
    }

    private Instruction instruction() {
        if (share != null) {
            return new Instruction.SetShare(share);
        }
        return plan != null
                ? new Instruction.Start(plan.plan())
                : Objects.requireNonNull(action, "one of the three was given");
    }

    private void readMembers(JsonParser parser) throws IOException {
        Set<String> given = new HashSet<>(members.object("", parser, this::readMember));
        given.retainAll(INSTRUCTIONS);
        if (given.size() != 1) {
            members.note("", given.isEmpty() ? "needs one of " + ALL : "takes only one of " + ALL);
        }
    }

    private void readMember(String name, String pointer, JsonToken value, JsonParser parser) throws IOException {
        switch (name) {
            case "clusterShare" -> share = members.rate(pointer, value, parser);
            case "plan" -> readPlan(pointer, value, parser);
            case "action" -> readAction(pointer, value, parser);
            default -> members.note(pointer, "is not a field that can be set");
        }
    }

    private void readPlan(String pointer, JsonToken value, JsonParser parser) throws IOException {
        if (value != JsonToken.START_OBJECT) {
            members.note(pointer, "must be an object");
            return;
        }
        PlanBody read = new PlanBody(members);
        read.read(pointer, parser);
        plan = read;
    }

    private void readAction(String pointer, JsonToken value, JsonParser parser) throws IOException {
        switch (value == JsonToken.VALUE_STRING ? parser.getText() : "") {
            case "pause" -> action = new Instruction.Pause();
            case "resume" -> action = new Instruction.Resume();
            case "abort" -> action = new Instruction.Abort();
            default -> members.note(pointer, "must be one of: pause, resume, abort");
        }
    }
}
