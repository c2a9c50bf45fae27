package dev.yardarm.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Flag;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.http.Refusal.Kind;
import dev.yardarm.read.FlagJson;
import dev.yardarm.write.FlagEditor;
import dev.yardarm.write.RecordedChange;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** {@code GET /api/admin/flags/{flagKey}/history}: the changes of a flag, latest first, a page at a time. */
final class ReadHistory implements Action {
    private static final int OK = 200;
    private static final JsonFactory FACTORY = new JsonFactory();

    private final FlagEditor editor;
    private final Environment defaultEnvironment;

    ReadHistory(FlagEditor editor, Environment defaultEnvironment) {
        this.editor = editor;
        this.defaultEnvironment = defaultEnvironment;
    }

    @Override
    public Future<?> handle(Exchange exchange) {
        Inputs inputs = new Inputs(exchange, Inputs.HISTORY);
        FlagKey key = inputs.flagKey();
        Environment environment = inputs.environment(defaultEnvironment);
        int limit = inputs.limit();
        Optional<Revision> before = inputs.before();
        inputs.check();
        return editor.history(environment, key, limit, before)
                .compose(page -> page.isEmpty() ? pageBeyond(environment, key, before) : Future.succeededFuture(page))
                .map(page -> {
                    answer(exchange, page);
                    return page;
                });
    }

    /** Nothing found is the end of a flag's history, or a flag that never was. */
    private Future<List<RecordedChange>> pageBeyond(Environment environment, FlagKey key, Optional<Revision> before) {
        Future<List<RecordedChange>> latest = before.isEmpty()
                ? Future.succeededFuture(List.of())
                : editor.history(environment, key, 1, Optional.empty());
        return latest.compose(found -> found.isEmpty()
                ? Future.failedFuture(new Refusal(
                        Kind.NOT_FOUND, "There never was a flag " + key + " in environment " + environment + "."))
                : Future.succeededFuture(List.of()));
    }

    private static void answer(Exchange exchange, List<RecordedChange> page) {
        exchange.response().putHeader(HttpHeaders.CONTENT_TYPE, Changes.JSON);
        exchange.response().putHeader(HttpHeaders.CACHE_CONTROL, Changes.NO_STORE);
        exchange.end(OK, encode(page));
    }

    private static Buffer encode(List<RecordedChange> page) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayFieldStart("changes");
            for (RecordedChange change : page) {
                write(json, change);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return Buffer.buffer(out.toByteArray());
    }

    private static void write(JsonGenerator json, RecordedChange change) throws IOException {
        json.writeStartObject();
        json.writeNumberField("revision", change.revision().value());
        json.writeStringField("time", FlagJson.time(change.time()));
        json.writeStringField("token", change.author());
        writeFlag(json, "before", change.before());
        writeFlag(json, "after", change.after());
        json.writeEndObject();
    }

    private static void writeFlag(JsonGenerator json, String name, Optional<Flag> flag) throws IOException {
        json.writeFieldName(name);
        if (flag.isPresent()) {
            FlagJson.write(json, flag.get());
        } else {
            json.writeNull();
        }
    }
}
