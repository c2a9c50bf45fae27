package dev.yardarm.http;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import dev.yardarm.http.ReadAnswer.Conditions;
import dev.yardarm.http.ReadAnswer.Found;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.FlagReader;
import dev.yardarm.read.Reading;
import io.vertx.core.Future;
import java.util.Optional;

/** {@code GET /api/config/flags}: all flags of an environment. */
final class ListFlags implements Action {
    private final FlagReader reader;
    private final Environment defaultEnvironment;
    private final ReadAnswer answer;

    ListFlags(FlagReader reader, Environment defaultEnvironment, ReadAnswer answer) {
        this.reader = reader;
        this.defaultEnvironment = defaultEnvironment;
        this.answer = answer;
    }

    @Override
    public Future<?> handle(Exchange exchange) {
        Inputs inputs = new Inputs(exchange, Inputs.ENVIRONMENT_ONLY);
        Environment environment = inputs.environment(defaultEnvironment);
        Revision atLeast = inputs.minRevision();
        Conditions conditions = Conditions.of(inputs);
        inputs.check();
        return reader.list(environment, atLeast).map(reading -> {
            answer(exchange, environment, reading, conditions);
            return reading;
        });
    }

    private void answer(
            Exchange exchange,
            Environment environment,
            Reading<Optional<EncodedSnapshot>> reading,
            Conditions conditions) {
        EncodedSnapshot all = reading.value()
                .orElseThrow(() -> answer.notFound(exchange, reading, "There is no environment " + environment + "."));
        answer.found(exchange, reading, Found.of(all), conditions);
    }
}
