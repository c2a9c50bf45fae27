package dev.yardarm.http;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.http.Refusal.Kind;
import dev.yardarm.write.Change;
import dev.yardarm.write.ChangeResult;
import dev.yardarm.write.ChangeResult.Committed;
import dev.yardarm.write.Edit;
import dev.yardarm.write.FlagEditor;
import dev.yardarm.write.Precondition;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.function.Function;

/** What the methods that change a flag have in common: where and when, and what is said of the outcome. */
final class Changes {
    static final CharSequence REVISION = HttpHeaders.createOptimized("flags-revision");
    static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");

    private final FlagEditor editor;
    private final RequestBodies bodies;
    private final Environment defaultEnvironment;

    Changes(FlagEditor editor, RequestBodies bodies, Environment defaultEnvironment) {
        this.editor = editor;
        this.bodies = bodies;
        this.defaultEnvironment = defaultEnvironment;
    }

    /** The flag a change is for, and when it may be made. */
    record Subject(Environment environment, FlagKey key, Precondition precondition) {}

    Subject subject(Exchange exchange, boolean mayCreate) {
        Inputs inputs = new Inputs(exchange, Inputs.ENVIRONMENT_ONLY);
        Subject subject =
                new Subject(inputs.environment(defaultEnvironment), inputs.flagKey(), inputs.precondition(mayCreate));
        inputs.check();
        return subject;
    }

    /** Makes the change that the body asks for. */
    Future<Committed> fromBody(Exchange exchange, Subject subject, MediaType type, Function<Buffer, Edit> parse) {
        type.check(exchange);
        return bodies.read(exchange).map(parse).compose(edit -> make(exchange, subject, edit));
    }

    /** Makes a change; fails with a {@link Refusal} unless it is committed. */
    Future<Committed> make(Exchange exchange, Subject subject, Edit edit) {
        Change change =
                new Change(subject.environment(), subject.key(), edit, subject.precondition(), exchange.author());
        return editor.change(change).map(result -> {
            Committed committed = committed(subject, result);
            exchange.committed(committed.revision());
            exchange.response().putHeader(REVISION, committed.revision().toString());
            exchange.response().putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
            return committed;
        });
    }

    private static Committed committed(Subject subject, ChangeResult result) {
        if (result instanceof ChangeResult.PreconditionFailed failed) {
            throw failed.current().map(ReadAnswer::preconditionFailed).orElseGet(Changes::absent);
        }
        if (result instanceof Committed committed) {
            return committed;
        }
        throw new Refusal(
                Kind.NOT_FOUND, "There is no flag " + subject.key() + " in environment " + subject.environment() + ".");
    }

    private static Refusal absent() {
        return new Refusal(Kind.PRECONDITION_FAILED, "The flag does not exist.");
    }
}
