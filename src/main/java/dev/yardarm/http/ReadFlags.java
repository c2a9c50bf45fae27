package dev.yardarm.http;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import dev.yardarm.http.ReadAnswer.Conditions;
import dev.yardarm.read.Encoded;
import dev.yardarm.read.FlagReader;
import io.vertx.core.Future;

/**
 * {@code GET /api/config/flags/{flagKey}}: one flag; {@code GET /api/config/flags}: all flags of an environment. Most such
 * requests are {@link PlainReads} and do not come here.
 */
final class ReadFlags implements Action {
    private final Route route;
    private final FlagReader reader;
    private final Environment defaultEnvironment;
    private final ReadAnswer answer;
    private final PlainReads plainReads;

    /** @param route that of one flag, or of all */
    ReadFlags(
            Route route, FlagReader reader, Environment defaultEnvironment, ReadAnswer answer, PlainReads plainReads) {
        this.route = route;
        this.reader = reader;
        this.defaultEnvironment = defaultEnvironment;
        this.answer = answer;
        this.plainReads = plainReads;
    }

    @Override
    public Future<?> handle(Exchange exchange) {
        Inputs inputs = new Inputs(exchange, Inputs.ENVIRONMENT_ONLY);
        Environment environment = inputs.environment(defaultEnvironment);
        ReadTarget target = new ReadTarget(environment, route == Route.FLAG ? inputs.flagKey() : null);
        Revision atLeast = inputs.minRevision();
        Conditions conditions = Conditions.of(inputs);
        inputs.check();
        return target.by(reader, atLeast).map(reading -> {
            exchange.read(reading);
            if (reading.value().isEmpty()) {
                throw answer.notFound(reading, target);
            }
            Encoded found = reading.value().get();
            plainReads.learn(exchange.request().uri(), target);
            answer.found(exchange, reading, found, conditions);
            return reading;
        });
    }
}
