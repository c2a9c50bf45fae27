package dev.yardarm.http;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.http.ReadAnswer.Conditions;
import dev.yardarm.http.ReadAnswer.Found;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.FlagReader;
import dev.yardarm.read.Reading;
import io.vertx.core.Future;
import java.util.Optional;

/** {@code GET /api/config/flags/{flagKey}}: one flag. */
final class ReadFlag implements Action {
    private final FlagReader reader;
    private final Environment defaultEnvironment;
    private final ReadAnswer answer;

    ReadFlag(FlagReader reader, Environment defaultEnvironment, ReadAnswer answer) {
        this.reader = reader;
        this.defaultEnvironment = defaultEnvironment;
        this.answer = answer;
    }

    @Override
    public Future<?> handle(Exchange exchange) {
        Inputs inputs = new Inputs(exchange, Inputs.ENVIRONMENT_ONLY);
        FlagKey key = inputs.flagKey();
        Environment environment = inputs.environment(defaultEnvironment);
        Revision atLeast = inputs.minRevision();
        Conditions conditions = Conditions.of(inputs);
        inputs.check();
        return reader.flag(environment, key, atLeast).map(reading -> {
            answer(exchange, environment, key, reading, conditions);
            return reading;
        });
    }

    private void answer(
            Exchange exchange,
            Environment environment,
            FlagKey key,
            Reading<Optional<EncodedFlag>> reading,
            Conditions conditions) {
        EncodedFlag flag = reading.value()
                .orElseThrow(() -> answer.notFound(
                        exchange, reading, "There is no flag " + key + " in environment " + environment + "."));
        answer.found(exchange, reading, Found.of(flag), conditions);
    }
}
